import type {
  AuditSeals,
  Housekeeping,
  Keys,
  Outbox,
  ProjectStore,
  Projects,
  RecordOutcome,
  Store,
  Tallies,
} from '@agentsentry/pipeline'
import { type Kysely, sql } from 'kysely'
import { SqlAuditSeals } from './audit-seals.ts'
import { SqlKeys } from './keys.ts'
import type { RowLocks } from './leased-rows.ts'
import { SqlOutbox } from './outbox.ts'
import { type ProjectEntry, SqlProjectStore } from './project-store.ts'
import { SqlProjects } from './projects.ts'
import type { Schema } from './schema.ts'

/** Everything that both databases do alike. How traces are written in bulk is theirs: see `record` in each. */
export abstract class SqlStore implements Store {
  readonly projects: Projects
  readonly keys: Keys
  readonly outbox: Outbox
  readonly seals: AuditSeals
  abstract readonly housekeeping: Housekeeping
  abstract readonly tallies: Tallies
  protected readonly db: Kysely<Schema>
  readonly #projectStores = new Map<string, ProjectStore>()

  protected constructor(db: Kysely<Schema>, locks: RowLocks) {
    this.db = db
    this.projects = new SqlProjects(db)
    this.keys = new SqlKeys(db)
    this.outbox = new SqlOutbox(db, locks)
    this.seals = new SqlAuditSeals(db)
  }

  project(projectId: string): ProjectStore {
    const known = this.#projectStores.get(projectId)
    if (known !== undefined) return known
    const store = new SqlProjectStore({ db: this.db, projectId }, (entry) => this.record(entry))
    this.#projectStores.set(projectId, store)
    return store
  }

  async ping(): Promise<void> {
    await sql`select 1`.execute(this.db)
  }

  protected abstract record(entry: ProjectEntry): Promise<RecordOutcome>
  abstract close(): Promise<void>
}
