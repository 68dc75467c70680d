import type {
  CheckResult,
  ClaimedCheck,
  ClaimedDelivery,
  ClaimRequest,
  DueCheck,
  Elevation,
  Outbox,
  OutboxDepth,
  RecordedTrace,
} from '@agentsentry/pipeline'
import type { Kysely, Selectable } from 'kysely'
import { applyCheck } from './apply-check.ts'
import { LeasedRows, type RowLocks } from './leased-rows.ts'
import type { DeliveryTable, OutboxTable, Schema } from './schema.ts'
import { readTrace } from './traces.ts'

/** Counting stops here: whoever asks how much waits is not held up by how much it is. */
const largestCount = 100_000

export class SqlOutbox implements Outbox {
  readonly #db: Kysely<Schema>
  readonly #checks: LeasedRows<OutboxTable>
  readonly #deliveries: LeasedRows<DeliveryTable>

  constructor(db: Kysely<Schema>, locks: RowLocks) {
    this.#db = db
    this.#checks = new LeasedRows(db, 'outbox', locks)
    this.#deliveries = new LeasedRows(db, 'deliveries', locks)
  }

  async claimChecks({ among, ...request }: ClaimRequest & { among?: readonly string[] }): Promise<ClaimedCheck[]> {
    if (among?.length === 0) return []
    const rows = among === undefined ? this.#checks.claim(request) : this.#checks.claimAmong(among, request)
    return (await rows).map(readClaim)
  }

  async claimCheck(traceId: string, request: Omit<ClaimRequest, 'limit'>): Promise<ClaimedCheck | null> {
    const [row] = await this.#checks.claimAmong([traceId], { ...request, limit: 1 })
    return row === undefined ? null : readClaim(row)
  }

  renewChecks(claims: readonly ClaimedCheck[], untilMs: number) {
    return this.#checks.renew(
      claims.map(({ traceId, leaseToken }) => ({ id: traceId, leaseToken })),
      untilMs,
    )
  }

  async dueChecks({ limit, nowMs }: { limit: number; nowMs: number }): Promise<DueCheck[]> {
    return (await this.#checks.due(limit, nowMs)).map(({ id, due_at }) => ({ traceId: id, dueAtMs: due_at }))
  }

  applyCheck(claim: ClaimedCheck, result: CheckResult, elevation: Elevation | null) {
    return applyCheck(this.#db, claim, { result, elevation })
  }

  postponeCheck({ traceId, leaseToken }: ClaimedCheck, again: { dueAtMs: number; cause: string | null }) {
    return this.#checks.postpone({ id: traceId, leaseToken }, again)
  }

  buryCheck({ traceId, leaseToken }: ClaimedCheck, cause: string) {
    return this.#checks.end({ id: traceId, leaseToken }, 'dead', cause)
  }

  async depth(): Promise<OutboxDepth> {
    const oldest = await this.#db
      .selectFrom('outbox')
      .select('created_at')
      .where('state', '=', 'waiting')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    return {
      waiting: await this.#count('outbox', 'waiting'),
      dead: await this.#count('outbox', 'dead'),
      oldestAtMs: oldest?.created_at ?? null,
    }
  }

  async deliveryDepth(): Promise<OutboxDepth> {
    // Ids of deliveries do not tell their age.
    const { oldest } = await this.#db
      .selectFrom(({ selectFrom }) =>
        selectFrom('deliveries').select('created_at').where('state', '=', 'waiting').limit(largestCount).as('waiting'),
      )
      .select((expression) => expression.fn.min<number | null>('created_at').as('oldest'))
      .executeTakeFirstOrThrow()
    return {
      waiting: await this.#count('deliveries', 'waiting'),
      dead: await this.#count('deliveries', 'dead'),
      oldestAtMs: oldest === null ? null : Number(oldest),
    }
  }

  async #count(table: 'outbox' | 'deliveries', state: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom(({ selectFrom }) =>
        selectFrom(table).select('id').where('state', '=', state).limit(largestCount).as('counted'),
      )
      .select((expression) => expression.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  async checkedTrace({ traceId }: ClaimedCheck, window: number) {
    const row = await this.#db.selectFrom('traces').selectAll().where('id', '=', traceId).executeTakeFirst()
    if (row === undefined) return null
    const earlier: RecordedTrace[] = []
    if (window > 0) {
      const rows = await this.#db
        .selectFrom('traces')
        .selectAll()
        .where('session_id', '=', row.session_id)
        .where('id', '<', traceId)
        .orderBy('id', 'desc')
        .limit(window)
        .execute()
      earlier.push(...rows.reverse().map(readTrace))
    }
    return { trace: readTrace(row), earlier }
  }

  async spentUsd(day: string): Promise<number> {
    const { total } = await this.#db
      .selectFrom('judge_spend')
      .select((expression) => expression.fn.sum<number | null>('cost_usd').as('total'))
      .where('day', '=', day)
      .executeTakeFirstOrThrow()
    return Number(total ?? 0)
  }

  async claimDeliveries(request: ClaimRequest): Promise<ClaimedDelivery[]> {
    return (await this.#deliveries.claim(request)).map((row) => ({
      id: row.id,
      kind: row.kind as ClaimedDelivery['kind'],
      payloadJson: row.payload,
      projectId: row.project_id,
      createdAtMs: row.created_at,
      attempts: row.attempts,
      leaseToken: row.lease_token as string,
    }))
  }

  finishDelivery(delivery: ClaimedDelivery) {
    return this.#deliveries.end(delivery, 'delivered', null)
  }

  postponeDelivery(delivery: ClaimedDelivery, again: { dueAtMs: number; cause: string | null }) {
    return this.#deliveries.postpone(delivery, again)
  }

  buryDelivery(delivery: ClaimedDelivery, cause: string) {
    return this.#deliveries.end(delivery, 'dead', cause)
  }
}

function readClaim(row: Selectable<OutboxTable>): ClaimedCheck {
  return {
    traceId: row.id,
    projectId: row.project_id,
    attempts: row.attempts,
    createdAtMs: row.created_at,
    leaseToken: row.lease_token as string,
  }
}
