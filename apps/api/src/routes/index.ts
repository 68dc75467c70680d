import type { Route } from '../api.ts'
import { checkTraceRoute } from './check-trace/route.ts'
import { createRule } from './create-rule/route.ts'
import { createSession } from './create-session/route.ts'
import { deleteRule } from './delete-rule/route.ts'
import { deleteSession } from './delete-session/route.ts'
import { describeApi } from './describe-api/route.ts'
import { explainTrace } from './explain-trace/route.ts'
import { exportRules } from './export-rules/route.ts'
import { getAuditHead } from './get-audit-head/route.ts'
import { getCheck } from './get-check/route.ts'
import { getSession } from './get-session/route.ts'
import { getTrace } from './get-trace/route.ts'
import { healthz } from './healthz/route.ts'
import { importRules } from './import-rules/route.ts'
import { listAuditLogs } from './list-audit-logs/route.ts'
import { listChecks } from './list-checks/route.ts'
import { listRules } from './list-rules/route.ts'
import { listSessionTraces } from './list-session-traces/route.ts'
import { listSessions } from './list-sessions/route.ts'
import { metrics } from './metrics/route.ts'
import { readyz } from './readyz/route.ts'
import { releaseSession } from './release-session/route.ts'
import { reloadRules } from './reload-rules/route.ts'
import { retryCheck } from './retry-check/route.ts'
import { streamEvents } from './stream-events/route.ts'
import { toggleRule } from './toggle-rule/route.ts'
import { updateRule } from './update-rule/route.ts'

/** Every route of the API. `describeApi` comes first, since it lists those behind it. */
export const routes: readonly Route[] = [
  describeApi,
  healthz,
  readyz,
  createSession,
  listSessions,
  getSession,
  deleteSession,
  listSessionTraces,
  checkTraceRoute,
  getTrace,
  explainTrace,
  getCheck,
  listRules,
  createRule,
  updateRule,
  toggleRule,
  deleteRule,
  importRules,
  exportRules,
  reloadRules,
  listAuditLogs,
  getAuditHead,
  releaseSession,
  listChecks,
  retryCheck,
  metrics,
  streamEvents,
]
