import { createHash } from 'node:crypto'
import {
  batchedTraceSchema,
  mostBatchedTraces,
  type ProblemIssue,
  problemSchema,
  problemStatus,
  SentryError,
  traceBatchAnswerSchema,
} from '@agentsentry/contract'
import { type BatchItem, checkTraces, type OpenProject } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

const { $schema: _, ...itemDescription } = z.toJSONSchema(batchedTraceSchema, { io: 'input' })

/** Each trace is looked at by itself, so that one that is no trace spoils no other. */
const batchSchema = z.object({ traces: z.array(z.unknown().meta(itemDescription)).max(mostBatchedTraces) })

export const checkTracesRoute: Route = (api, parts) => {
  const { ids, evaluator, stopwatch, checks, tells, meters, tracing } = parts
  const schema = {
    summary: 'Record steps of agents that were judged where they were taken',
    description:
      'Each trace is judged and recorded as by `POST /traces`, in the order in which they are sent, and the server has the ' +
      'last word. One that cannot be recorded spoils no other: its result is an `error`. Behind one whose error has a ' +
      'status of 500 or more, others of its session may be refused as well, so that all may be sent again in their order.',
    body: batchSchema,
    response: { 200: traceBatchAnswerSchema, 413: problemSchema, 422: problemSchema, 503: problemSchema },
  }
  api.post('/traces/batch', { schema }, async (request, reply) => {
    const { project, actor } = request
    const { id: projectId, store, memories, ruleBook } = project
    const { ruleSet } = ruleBook
    const ports = { ids, evaluator, stopwatch, checks, tells, meters, tracing, projectId, store, memories, ruleSet }
    const items = request.body.traces.map((trace) => itemOf(trace, actor))
    const outcomes = await checkTraces(items, ports)
    const results = outcomes.map((outcome) => {
      if (!(outcome instanceof SentryError)) return outcome
      if (outcome.code === 'internal') request.log.error({ err: outcome.cause }, 'a trace of a batch was not recorded')
      return JSON.stringify({ error: errorOf(outcome) })
    })
    const quarantined = await quarantinedOf(items, project)
    const { number, hash } = ruleBook.ruleSet
    const head = JSON.stringify({ rule_set: { number, hash }, quarantined })
    const json = `${head.slice(0, -1)},"results":[${results.join(',')}]}`
    return reply.type('application/json; charset=utf-8').send(json as never)
  })
}

function itemOf(trace: unknown, actor: string): BatchItem | SentryError {
  const parsed = batchedTraceSchema.safeParse(trace)
  if (!parsed.success) return invalid(parsed.error)
  const { idempotency_key: key, local, session_id, role, content } = parsed.data
  const request = { session_id, role, content }
  // What was decided elsewhere is no part of what is recorded, and may differ when it is sent again.
  const bodyHash = createHash('sha256').update(JSON.stringify(request)).digest('base64url')
  return {
    request,
    caller: { actor, idempotency: { key, bodyHash } },
    local: local ? { decision: local.decision, ruleSetNumber: local.rule_set } : null,
  }
}

function invalid({ issues }: z.ZodError): SentryError {
  const found = issues.map(({ path, message }): ProblemIssue => ({ path: `/${path.join('/')}`, message }))
  return new SentryError('request_invalid', found.map(({ path, message }) => `\`${path}\`: ${message}`).join('; '), {
    issues: found,
  })
}

function errorOf({ code, message }: SentryError) {
  return { status: problemStatus[code], code, detail: message }
}

async function quarantinedOf(items: readonly (BatchItem | SentryError)[], { store }: OpenProject): Promise<string[]> {
  const sessions = new Set(items.flatMap((item) => (item instanceof SentryError ? [] : item.request.session_id)))
  const found = await Promise.all([...sessions].map((id) => store.session(id)))
  return found.flatMap((session) => (session === null || session.quarantine === null ? [] : session.id))
}
