import { randomUUID } from 'node:crypto'
import type { ClaimRequest } from '@agentsentry/pipeline'
import type { Kysely, Selectable } from 'kysely'
import type { LeasedTable, Schema } from './schema.ts'

/** How the two databases differ where rows are claimed: one that has many writers must not wait for another's rows. */
export type RowLocks = 'whole-database' | 'skip-locked'

/** Rows by which work waits, and is claimed by one at a time. */
export class LeasedRows<Row extends LeasedTable> {
  readonly #db: Kysely<Record<string, LeasedTable>>
  readonly #table: string
  readonly #locks: RowLocks

  constructor(db: Kysely<Schema>, table: 'outbox' | 'deliveries', locks: RowLocks) {
    this.#db = db as unknown as Kysely<Record<string, LeasedTable>>
    this.#table = table
    this.#locks = locks
  }

  /** Those due, oldest first, at most `limit`; all under one new token. With `ids`, only of these. */
  async claim({ limit, leaseMs, nowMs }: ClaimRequest, ids?: readonly string[]): Promise<Selectable<Row>[]> {
    let due = this.#due(nowMs).orderBy('due_at').orderBy('id').limit(limit)
    if (ids !== undefined) due = due.where('id', 'in', ids)
    if (this.#locks === 'skip-locked') due = due.forUpdate().skipLocked()
    const rows = await this.#db
      // Written out once, before anything is changed: as a subquery Postgres may run it again, and claim more than `limit`.
      .with(
        (cte) => cte('due').materialized(),
        () => due,
      )
      .updateTable(this.#table)
      .set({ lease_token: randomUUID(), due_at: nowMs + leaseMs })
      .where('id', 'in', ({ selectFrom }) => selectFrom('due').select('id'))
      .returningAll()
      .execute()
    return rows.sort(byAge) as unknown as Selectable<Row>[]
  }

  /** Only where the lease is still that of whoever asks. */
  async renew(leases: readonly { readonly id: string; readonly leaseToken: string }[], untilMs: number): Promise<void> {
    if (leases.length === 0) return
    await this.#db
      .updateTable(this.#table)
      .set({ due_at: untilMs })
      .where(({ eb, or }) => or(leases.map(({ id, leaseToken }) => eb.and({ id, lease_token: leaseToken }))))
      .where('state', '=', 'waiting')
      .execute()
  }

  /** Names of those due, oldest first, in nobody's hands. */
  async due(limit: number, nowMs: number): Promise<{ id: string; due_at: number }[]> {
    return this.#due(nowMs).select('due_at').orderBy('due_at').orderBy('id').limit(limit).execute()
  }

  /** Only for whoever holds the lease; false when that is another by now. */
  async postpone(
    { id, leaseToken }: { readonly id: string; readonly leaseToken: string },
    { dueAtMs, cause }: { readonly dueAtMs: number; readonly cause: string | null },
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable(this.#table)
      .set({ due_at: dueAtMs, lease_token: null })
      .$if(cause !== null, (query) => query.set((eb) => ({ cause, attempts: eb('attempts', '+', 1) })))
      .where('id', '=', id)
      .where('lease_token', '=', leaseToken)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }

  /** Only for whoever holds the lease; false when that is another by now. */
  async end(
    { id, leaseToken }: { readonly id: string; readonly leaseToken: string },
    state: 'dead' | 'delivered',
    cause: string | null,
  ): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable(this.#table)
      .set((eb) => ({ state, cause, lease_token: null, attempts: eb('attempts', '+', 1) }))
      .where('id', '=', id)
      .where('lease_token', '=', leaseToken)
      .executeTakeFirstOrThrow()
    return numUpdatedRows > 0n
  }

  #due(nowMs: number) {
    return this.#db.selectFrom(this.#table).select('id').where('state', '=', 'waiting').where('due_at', '<=', nowMs)
  }
}

function byAge(left: Selectable<LeasedTable>, right: Selectable<LeasedTable>): number {
  return left.created_at - right.created_at || (left.id < right.id ? -1 : 1)
}
