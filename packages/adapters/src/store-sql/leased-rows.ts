import { randomUUID } from 'node:crypto'
import type { ClaimRequest } from '@agentsentry/pipeline'
import { type Expression, type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely'
import { readDueProjects } from './due-projects.ts'
import type { LeasedTable, Schema } from './schema.ts'
import { lastInTurn, type Turn, takeInTurn } from './take-in-turn.ts'

/** How the two databases differ where rows are claimed: one that has many writers must not wait for another's rows. */
export type RowLocks = 'whole-database' | 'skip-locked'

/** So many projects have a turn in one claim; the others have theirs in the next ones. */
const mostProjects = 100
/** So many more are found than have a turn: rows of some may be claimed by others before they are asked for. */
const spareProjects = 4

type Tables = Record<string, LeasedTable>
type Operand<Value> = Value | Expression<Value>

/** The last of the projects that had a turn. */
interface Rotation {
  last: string
}

/** Rows by which work waits, and is claimed by one at a time. */
export class LeasedRows<Row extends LeasedTable> {
  readonly #db: Kysely<Tables>
  readonly #table: string
  readonly #locks: RowLocks
  readonly #claimed: Rotation = { last: '' }
  readonly #named: Rotation = { last: '' }
  /** The project that alone had something due the last time. */
  #alone: string | undefined

  constructor(db: Kysely<Schema>, table: 'outbox' | 'deliveries', locks: RowLocks) {
    this.#db = db as unknown as Kysely<Tables>
    this.#table = table
    this.#locks = locks
  }

  /**
   * Those due, at most `limit`, from all projects in turn, and of each the oldest first. The next claim goes on with the
   * next project, so that each has its turn however few are claimed at once.
   */
  async claim(request: ClaimRequest): Promise<Selectable<Row>[]> {
    const alone = await this.#claimAlone(request)
    if (alone.length > 0) return alone as Selectable<Row>[]
    const rows = await this.#inTurn(this.#claimed, request, (turns) =>
      this.#lease(request, this.#dueOf(turns, request.nowMs, 'to claim')),
    )
    return rows as Selectable<Row>[]
  }

  /** Of these the ones that are due, at most `limit`, oldest first. */
  async claimAmong(ids: readonly string[], request: ClaimRequest): Promise<Selectable<Row>[]> {
    const { limit, nowMs } = request
    const due = this.#due(nowMs).select('id').where('id', 'in', ids).orderBy('due_at').orderBy('id').limit(limit)
    return (await this.#lease(request, this.#locked(due))) as Selectable<Row>[]
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

  /** Names of those due, in nobody's hands, in the order in which `claim` would take them from each project in turn. */
  due(limit: number, nowMs: number): Promise<{ id: string; due_at: number }[]> {
    return this.#inTurn(this.#named, { limit, nowMs }, (turns) => this.#dueOf(turns, nowMs, 'to name').execute())
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

  /** One statement where, as the last time, a single project has something waiting. Else nothing. */
  async #claimAlone(request: ClaimRequest) {
    const projectId = this.#alone
    if (projectId === undefined) return []
    const end = (direction: 'asc' | 'desc') =>
      this.#db
        .selectFrom(`${this.#table} as edge`)
        .select('edge.project_id')
        .where('edge.state', '=', 'waiting')
        .orderBy('edge.project_id', direction)
        .limit(1)
    const due = this.#dueOfOne(projectId, request.nowMs)
      .select('id')
      .where(end('asc'), '=', projectId)
      .where(end('desc'), '=', projectId)
      .limit(request.limit)
    const rows = await this.#lease(request, this.#locked(due))
    if (rows.length === 0) this.#alone = undefined
    return rows
  }

  async #inTurn<Found extends { readonly project_id: string }>(
    rotation: Rotation,
    { limit, nowMs }: { readonly limit: number; readonly nowMs: number },
    take: (turns: readonly Turn[]) => Promise<readonly Found[]>,
  ): Promise<Found[]> {
    const projectIds = await readDueProjects(this.#db, this.#table, {
      after: rotation.last,
      nowMs,
      limit: Math.min(limit + spareProjects, mostProjects),
    })
    this.#alone = projectIds.length === 1 ? projectIds[0] : undefined
    rotation.last = lastInTurn(projectIds, limit) ?? rotation.last
    return takeInTurn(projectIds, limit, take)
  }

  async #lease({ leaseMs, nowMs }: ClaimRequest, due: SelectQueryBuilder<Tables, string, { id: string }>) {
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
    return rows.sort(byAge)
  }

  #dueOf(turns: readonly Turn[], nowMs: number, purpose: 'to claim' | 'to name') {
    const ofOne = (projectId: Operand<string>, share: Operand<number>, given: Operand<number>) => {
      const due = this.#dueOfOne(projectId, nowMs).select(['id', 'due_at', 'project_id']).limit(share)
      // What was claimed is no longer due; what was only named still is.
      return (purpose === 'to claim' ? this.#locked(due) : due.offset(given)).as('due')
    }
    const columns = ['due.id', 'due.due_at', 'due.project_id'] as const
    if (this.#locks === 'skip-locked') {
      // Planned once, however many have a turn.
      const turn = sql<{ project_id: string; share: number; given: number }>`unnest(
        ${turns.map(({ projectId }) => projectId)}::text[], ${turns.map(({ share }) => share)}::int[],
        ${turns.map(({ given }) => given)}::int[])`.as<'turn'>(sql`turn (project_id, share, given)`)
      return this.#db
        .selectFrom(turn)
        .innerJoinLateral(ofOne(sql.ref('turn.project_id'), sql.ref('turn.share'), sql.ref('turn.given')), (join) =>
          join.onTrue(),
        )
        .select(columns)
    }
    const parts = turns.map(({ projectId, share, given }) =>
      this.#db.selectFrom(ofOne(projectId, share, given)).select(columns),
    )
    return parts.reduce((all, part) => all.unionAll(part))
  }

  #dueOfOne(projectId: Operand<string>, nowMs: number) {
    return this.#due(nowMs).where('project_id', '=', projectId).orderBy('due_at').orderBy('id')
  }

  #locked<Columns>(query: SelectQueryBuilder<Tables, string, Columns>): SelectQueryBuilder<Tables, string, Columns> {
    return this.#locks === 'skip-locked' ? query.forUpdate().skipLocked() : query
  }

  #due(nowMs: number) {
    return this.#db.selectFrom(this.#table).where('state', '=', 'waiting').where('due_at', '<=', nowMs)
  }
}

function byAge(left: Selectable<LeasedTable>, right: Selectable<LeasedTable>): number {
  return left.created_at - right.created_at || (left.id < right.id ? -1 : 1)
}
