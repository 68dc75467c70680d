import type { AuditSeals } from './audit-seals.ts'
import type { AuditStore } from './audit-store.ts'
import type { EventStore } from './events.ts'
import type { Housekeeping } from './housekeeping.ts'
import type { Keys } from './keys.ts'
import type { CheckStore, Outbox } from './outbox.ts'
import type { Projects } from './projects.ts'
import type { RuleStore } from './rule-store.ts'
import type { SessionStore } from './session-store.ts'
import type { StatsStore } from './stats-store.ts'
import type { Tallies } from './tallies.ts'
import type { TraceStore } from './trace-store.ts'

/** What one project keeps. Nothing of another project can be read, named or changed through it. */
export interface ProjectStore
  extends TraceStore,
    SessionStore,
    RuleStore,
    AuditStore,
    CheckStore,
    EventStore,
    StatsStore {
  readonly projectId: string
}

/** Everything that keeps state. Every method rejects with `SentryError` `store_unavailable` when the store fails. */
export interface Store {
  readonly projects: Projects
  readonly keys: Keys
  readonly outbox: Outbox
  readonly seals: AuditSeals
  readonly housekeeping: Housekeeping
  readonly tallies: Tallies
  project(projectId: string): ProjectStore
  /** Asks the database for nothing but an answer. Rejects with `store_unavailable`. */
  ping(): Promise<void>
  /** Ends what is under way and closes. Nothing may be called afterwards. */
  close(): Promise<void>
}
