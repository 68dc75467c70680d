import type { RuleDefinition } from '@agentsentry/contract'
import type { Meters, Store, Tracing } from '@agentsentry/pipeline'
import type { WorkerConfig } from './config.ts'
import type { WorkerLog } from './worker-log.ts'

/** What a worker is made of. */
export interface WorkerParts {
  readonly store: Store
  readonly config: WorkerConfig
  readonly meters: Meters
  readonly tracing: Tracing
  readonly log: WorkerLog
  /** What they find is masked before it is sent to a judge. */
  readonly secretRules: readonly RuleDefinition[]
}
