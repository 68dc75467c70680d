import type { Decision } from '@agentsentry/contract'
import type { CheckRecord } from '@agentsentry/pipeline'
import { sql } from 'kysely'
import { insertAudit } from './audit.ts'
import { lowestIdAt } from './id-time.ts'
import { inTransaction, type Scope } from './scope.ts'

/** A check waits in the outbox or is done: of one trace there is either row, or neither. */
export async function selectCheck(scope: Scope, traceId: string): Promise<CheckRecord | null> {
  const [waiting] = await waitingChecks(scope).where('outbox.id', '=', traceId).execute()
  if (waiting !== undefined && hasTrace(waiting)) return readWaiting(waiting)
  const [done] = await doneChecks(scope).where('trace_id', '=', traceId).execute()
  return done === undefined ? null : readDone(done)
}

export async function selectChecks(
  scope: Scope,
  { state }: { readonly state?: CheckRecord['state'] | undefined },
  page: { readonly limit: number; readonly beforeId?: string | undefined; readonly beforeMs?: number | undefined },
): Promise<CheckRecord[]> {
  const states = state === undefined ? (['waiting', 'unavailable', 'dead', 'done'] as const) : [state]
  const found: CheckRecord[] = []
  // Each has an index of its own, in the order of the page.
  for (const one of states)
    found.push(...(one === 'done' ? await selectDone(scope, page) : await selectWaiting(scope, one, page)))
  return found.sort((left, right) => (left.traceId < right.traceId ? 1 : -1)).slice(0, page.limit)
}

export async function retryCheck(
  scope: Scope,
  { traceId, actor, nowMs }: { readonly traceId: string; readonly actor: string; readonly nowMs: number },
): Promise<boolean> {
  return inTransaction(scope, async (scope) => {
    const row = await scope.db
      .selectFrom('outbox')
      .select('cause')
      .where('id', '=', traceId)
      .where('project_id', '=', scope.projectId)
      .where('state', '=', 'dead')
      .executeTakeFirst()
    if (row === undefined) return false
    // Of two that ask at once, one finds it dead.
    const { numUpdatedRows } = await scope.db
      .updateTable('outbox')
      .set({ state: 'waiting', due_at: nowMs, attempts: 0, lease_token: null, cause: null })
      .where('id', '=', traceId)
      .where('state', '=', 'dead')
      .executeTakeFirstOrThrow()
    if (numUpdatedRows === 0n) return false
    await insertAudit(scope, {
      actor,
      action: 'check_retry',
      targetType: 'trace',
      targetId: traceId,
      details: { cause: row.cause },
    })
    return true
  })
}

/** In one call. */
const mostRetried = 1_000

export async function retryDeadChecks(
  scope: Scope,
  { actor, nowMs }: { readonly actor: string; readonly nowMs: number },
): Promise<number> {
  return inTransaction(scope, async (scope) => {
    const { db, projectId } = scope
    const dead = db
      .selectFrom('outbox')
      .select('id')
      .where('project_id', '=', projectId)
      .where('state', '=', 'dead')
      .orderBy('id')
      .limit(mostRetried)
    const { numUpdatedRows } = await db
      .updateTable('outbox')
      .set({ state: 'waiting', due_at: nowMs, attempts: 0, lease_token: null, cause: null })
      .where('id', 'in', dead)
      .where('state', '=', 'dead')
      .executeTakeFirstOrThrow()
    const retried = Number(numUpdatedRows)
    if (retried > 0)
      await insertAudit(scope, {
        actor,
        action: 'check_retry',
        targetType: 'project',
        targetId: projectId,
        details: { retried },
      })
    return retried
  })
}

type Page = { readonly limit: number; readonly beforeId?: string | undefined; readonly beforeMs?: number | undefined }

async function selectWaiting(scope: Scope, state: 'waiting' | 'unavailable' | 'dead', page: Page) {
  let query = waitingChecks(scope).where('outbox.state', '=', sql.lit(state === 'dead' ? 'dead' : 'waiting'))
  if (state !== 'dead') query = query.where('outbox.cause', state === 'waiting' ? 'is' : 'is not', null)
  if (page.beforeId !== undefined) query = query.where('outbox.id', '<', page.beforeId)
  if (page.beforeMs !== undefined)
    query = query.where('outbox.id', '<', lowestIdAt(page.beforeMs)).where('outbox.created_at', '<', page.beforeMs)
  return (await query.orderBy('outbox.id', 'desc').limit(page.limit).execute()).filter(hasTrace).map(readWaiting)
}

async function selectDone(scope: Scope, page: Page) {
  let query = doneChecks(scope)
  if (page.beforeId !== undefined) query = query.where('trace_id', '<', page.beforeId)
  // A check is made after its trace.
  if (page.beforeMs !== undefined)
    query = query.where('trace_id', '<', lowestIdAt(page.beforeMs)).where('created_at', '<', page.beforeMs)
  return (await query.orderBy('trace_id', 'desc').limit(page.limit).execute()).map(readDone)
}

function waitingChecks({ db, projectId }: Scope) {
  return (
    db
      .selectFrom('outbox')
      .selectAll('outbox')
      // For each row of the page: joined, Postgres may begin with the traces.
      .select(({ selectFrom }) =>
        selectFrom('traces').select('traces.session_id').whereRef('traces.id', '=', 'outbox.id').as('session_id'),
      )
      .where('outbox.project_id', '=', projectId)
  )
}

function doneChecks({ db, projectId }: Scope) {
  return db.selectFrom('checks').selectAll().where('project_id', '=', projectId)
}

type WaitingRow = Awaited<ReturnType<ReturnType<typeof waitingChecks>['execute']>>[number]
type DoneRow = Awaited<ReturnType<ReturnType<typeof doneChecks>['execute']>>[number]

/** One whose trace went this moment goes with it. */
function hasTrace({ session_id: sessionId }: WaitingRow): boolean {
  return sessionId !== null
}

function readWaiting(row: WaitingRow): CheckRecord {
  return {
    traceId: row.id,
    sessionId: row.session_id ?? '',
    state: row.state === 'dead' ? 'dead' : row.cause === null ? 'waiting' : 'unavailable',
    attempts: row.attempts,
    cause: row.cause,
    dueAtMs: row.state === 'dead' ? null : row.due_at,
    result: null,
    createdAtMs: row.created_at,
  }
}

function readDone(row: DoneRow): CheckRecord {
  return {
    traceId: row.trace_id,
    sessionId: row.session_id,
    state: 'done',
    attempts: row.attempts,
    cause: null,
    dueAtMs: null,
    result: {
      outcome: row.outcome as Decision,
      model: row.model,
      explanation: row.explanation,
      categories: JSON.parse(row.categories),
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      costUsd: row.cost_usd,
      latencyMs: row.latency_ms,
      cached: row.cached === 1,
      contentHash: row.content_hash,
      raised: row.raised === 1,
      createdAtMs: row.created_at,
    },
    createdAtMs: row.created_at,
  }
}
