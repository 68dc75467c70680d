import { type Decision, decisionStrength } from '@agentsentry/contract'
import type { CheckResult, ClaimedCheck, Elevation } from '@agentsentry/pipeline'
import { type Kysely, sql } from 'kysely'
import { insertAudit } from './audit.ts'
import { insertIncident } from './deliveries.ts'
import type { Schema } from './schema.ts'
import { forgetDecisions, lockSessions } from './session-rows.ts'
import { retallyRaised, selectCounted } from './tallies/retally-raised.ts'
import { lockWatermark } from './tallies/watermark.ts'

/**
 * Writes what came of a check, once. The row in `checks` is unique for its trace: whoever comes second writes nothing,
 * whatever leases, queues and clocks have done.
 */
export async function applyCheck(
  db: Kysely<Schema>,
  claim: ClaimedCheck,
  { result, elevation }: { readonly result: CheckResult; readonly elevation: Elevation | null },
): Promise<'applied' | 'already-applied' | 'gone'> {
  return db.transaction().execute(async (transaction) => {
    const { traceId } = claim
    // Before the session: whoever tallies locks in this order too.
    const watermark = elevation === null ? '' : await lockWatermark(transaction, 'share')
    await transaction.deleteFrom('outbox').where('id', '=', traceId).execute()
    const trace = await lockTrace(transaction, traceId)
    if (trace === undefined) return 'gone'
    const raises =
      elevation !== null && decisionStrength(elevation.decision) > decisionStrength(trace.decision as Decision)
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('checks')
      .values({ ...writeResult(claim, result), session_id: trace.session_id, raised: raises ? 1 : 0 })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows === 0n) return 'already-applied'
    if (raises) {
      const counted = await selectCounted(transaction, traceId)
      await raise(transaction, { claim, sessionId: trace.session_id, elevation })
      if (counted !== undefined) await retallyRaised(transaction, counted, { watermark, nowMs: Date.now() })
    }
    // Last: all checks of a project write the same row, and whoever has it holds up the others until the commit.
    await addSpend(transaction, claim, result)
    return 'applied'
  })
}

/** Once it is read, nobody deletes it with its session, or writes others of its session, until the transaction ends. */
async function lockTrace(db: Kysely<Schema>, traceId: string) {
  const select = db.selectFrom('traces').select(['decision', 'session_id']).where('id', '=', traceId)
  const found = await select.executeTakeFirst()
  if (found === undefined) return undefined
  await lockSessions(db, [found.session_id], 'short')
  return select.executeTakeFirst()
}

async function raise(
  db: Kysely<Schema>,
  { claim, sessionId, elevation }: { claim: ClaimedCheck; sessionId: string; elevation: Elevation },
): Promise<void> {
  const { traceId, projectId } = claim
  await db
    .updateTable('traces')
    .set({ decision: elevation.decision, elevation: elevation.reasonJson })
    .where('id', '=', traceId)
    .execute()
  await db
    .insertInto('session_decisions')
    .values({ project_id: projectId, session_id: sessionId, decision: elevation.decision })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await forgetDecisions(db, [sessionId])
  if (elevation.quarantine)
    await db
      .updateTable('sessions')
      .set({ quarantined_at: Date.now(), quarantined_by: traceId })
      .where('id', '=', sessionId)
      .where('quarantined_at', 'is', null)
      .execute()
  for (const audit of elevation.audits) await insertAudit({ db, projectId }, audit)
  if (elevation.incident !== null) await insertIncident({ db, projectId }, elevation.incident)
}

/** What a check cost counts on the day on which it was made, by UTC. Answers from memory cost nothing. */
async function addSpend(db: Kysely<Schema>, { projectId }: ClaimedCheck, result: CheckResult) {
  const { costUsd, promptTokens, completionTokens } = result
  const spent = result.cached ? [0, 0, 0] : [costUsd ?? 0, promptTokens ?? 0, completionTokens ?? 0]
  const [cost = 0, prompt = 0, completion = 0] = spent
  await db
    .insertInto('judge_spend')
    .values({
      day: new Date().toISOString().slice(0, 10),
      project_id: projectId,
      cost_usd: cost,
      checks: 1,
      prompt_tokens: prompt,
      completion_tokens: completion,
    })
    .onConflict((conflict) =>
      conflict.columns(['day', 'project_id']).doUpdateSet({
        cost_usd: sql`judge_spend.cost_usd + excluded.cost_usd`,
        checks: sql`judge_spend.checks + excluded.checks`,
        prompt_tokens: sql`judge_spend.prompt_tokens + excluded.prompt_tokens`,
        completion_tokens: sql`judge_spend.completion_tokens + excluded.completion_tokens`,
      }),
    )
    .execute()
}

function writeResult({ traceId, projectId, attempts }: ClaimedCheck, result: CheckResult) {
  return {
    trace_id: traceId,
    project_id: projectId,
    outcome: result.outcome,
    model: result.model,
    explanation: result.explanation,
    categories: JSON.stringify(result.categories),
    prompt_tokens: result.promptTokens,
    completion_tokens: result.completionTokens,
    cost_usd: result.costUsd,
    latency_ms: Math.round(result.latencyMs),
    attempts: attempts + 1,
    cached: result.cached ? 1 : 0,
    content_hash: result.contentHash,
    created_at: Date.now(),
  }
}
