import type { AgentJob, AgentOutcome } from './agent-job.ts'
import type { ScenarioName } from './scenarios.ts'

export type { AgentJob, AgentOutcome, ModelCall, ModelTurn } from './agent-job.ts'

/** A framework with AgentSentry plugged in, as a reader of its page in `docs` would do it. */
export interface Integration {
  readonly name: string
  run(job: AgentJob): Promise<AgentOutcome>
  /**
   * What the framework cannot do, in a sentence that says why. Such a scenario must be denied, and is tested to be, unless
   * `passes` says that it is not even that. Either way the suite fails as soon as the scenario holds.
   */
  readonly unsupported?: { readonly [Name in ScenarioName]?: string | { readonly passes: string } }
}
