import type { Route } from '../api.ts'
import { checkTraceRoute } from './check-trace/route.ts'
import { checkTracesRoute } from './check-traces/route.ts'
import { createRule } from './create-rule/route.ts'
import { createSession } from './create-session/route.ts'
import { deleteRule } from './delete-rule/route.ts'
import { deleteSession } from './delete-session/route.ts'
import { describeApi } from './describe-api/route.ts'
import { explainTrace } from './explain-trace/route.ts'
import { exportRules } from './export-rules/route.ts'
import { getAttention } from './get-attention/route.ts'
import { getAuditHead } from './get-audit-head/route.ts'
import { getBundle } from './get-bundle/route.ts'
import { getCheck } from './get-check/route.ts'
import { getMe } from './get-me/route.ts'
import { getRuleSet } from './get-rule-set/route.ts'
import { getSession } from './get-session/route.ts'
import { getStats } from './get-stats/route.ts'
import { getTrace } from './get-trace/route.ts'
import { healthz } from './healthz/route.ts'
import { importRules } from './import-rules/route.ts'
import { listAuditLogs } from './list-audit-logs/route.ts'
import { listCheckCosts } from './list-check-costs/route.ts'
import { listChecks } from './list-checks/route.ts'
import { listRuleHistory } from './list-rule-history/route.ts'
import { listRuleHits } from './list-rule-hits/route.ts'
import { listRuleSets } from './list-rule-sets/route.ts'
import { listRules } from './list-rules/route.ts'
import { listSessionTraces } from './list-session-traces/route.ts'
import { listSessions } from './list-sessions/route.ts'
import { listTraces } from './list-traces/route.ts'
import { metrics } from './metrics/route.ts'
import { readyz } from './readyz/route.ts'
import { releaseSession } from './release-session/route.ts'
import { reloadRules } from './reload-rules/route.ts'
import { restoreRuleSet } from './restore-rule-set/route.ts'
import { retryCheck } from './retry-check/route.ts'
import { retryChecks } from './retry-checks/route.ts'
import { streamEvents } from './stream-events/route.ts'
import { toggleRule } from './toggle-rule/route.ts'
import { updateRule } from './update-rule/route.ts'

/** Every route of the API. `describeApi` comes first, since it lists those behind it. */
export const routes: readonly Route[] = [
  describeApi,
  healthz,
  readyz,
  getMe,
  getStats,
  getAttention,
  createSession,
  listSessions,
  getSession,
  deleteSession,
  listSessionTraces,
  checkTraceRoute,
  checkTracesRoute,
  listTraces,
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
  listRuleHits,
  listRuleHistory,
  getBundle,
  listRuleSets,
  getRuleSet,
  restoreRuleSet,
  listAuditLogs,
  getAuditHead,
  releaseSession,
  listChecks,
  retryCheck,
  retryChecks,
  listCheckCosts,
  metrics,
  streamEvents,
]
