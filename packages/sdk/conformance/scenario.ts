import type { Trace } from '@agentsentry/contract'
import type { EnforcerOptions } from '../src/index.ts'
import type { AgentOutcome, ModelCall, ModelTurn } from './agent-job.ts'
import type { ServerScript } from './server-script.ts'

/** What was seen of a run. */
export interface Seen extends AgentOutcome {
  /** Calls that reached their tool, with the arguments that it got. */
  readonly ran: readonly ModelCall[]
  /** Calls that a person was asked about. */
  readonly asked: readonly ModelCall[]
  /** What the session holds, oldest first; empty when the server was a scripted one. */
  readonly traces: readonly Trace[]
  /** Whether the text can be found anywhere in what the caller or the model got. */
  readonly leaks: (text: string) => boolean
}

/** One sentence of what must hold, whatever the framework. */
export interface Scenario {
  /** Default: a harmless one. */
  readonly input?: string
  /** A last turn that says `all done` is added. */
  readonly turns?: readonly ModelTurn[]
  /** Tools beside `note`, which gives `noted`. */
  readonly tools?: { readonly [name: string]: (args: unknown) => unknown }
  readonly streaming?: true
  readonly person?: (call: ModelCall) => boolean
  /** A server that answers so, in place of the real program. */
  readonly server?: ServerScript
  readonly options?: EnforcerOptions
  /** Throws when it does not hold. */
  readonly holds: (seen: Seen) => void
  /** What holds in its place where steps are judged in the agent's own process, and why it is another thing there. */
  readonly here?: { readonly because: string; readonly holds: (seen: Seen) => void }
  /** What happens instead where a framework cannot do it. Without it, a framework has to. */
  readonly denied?: (seen: Seen) => void
}
