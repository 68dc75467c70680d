import type { Enforcer, EnforcerOptions, Json } from '../src/index.ts'

/** A tool call that the model of a job makes. */
export interface ModelCall {
  readonly tool: string
  readonly args: { readonly [name: string]: Json }
}

/** What the model says when it is asked for the next time. A turn without calls is the last one. */
export interface ModelTurn {
  readonly text?: string
  readonly calls?: readonly ModelCall[]
}

/** What an agent is to do, whatever framework it is made with. */
export interface AgentJob {
  /** What the user says. */
  readonly input: string
  /** What the model says, by the framework's own mock. When it is asked more often, it says the last turn again. */
  readonly turns: readonly ModelTurn[]
  /** By name. Each takes an object of any fields and gives any value, throws, or rejects. */
  readonly tools: ReadonlyMap<string, (args: unknown) => unknown>
  /** Whether model and agent are to be run in the framework's streaming way. */
  readonly streaming: boolean
  /** Makes the enforcer of this job. A driver calls this once. */
  readonly enforcer: (options?: Pick<EnforcerOptions, 'onAsk'>) => Enforcer
  /** Answers what the framework asks a person about, by the framework's own mechanism. Null: nobody answers. */
  readonly person: ((call: ModelCall) => boolean) | null
}

/** What became of it. What is denied must be found in none of these, however deep. */
export interface AgentOutcome {
  /** What the reader of the agent got to see as its text; when streaming, all characters that ever reached him. */
  readonly text: string
  /** For each time the model was asked, all that it was given, as JSON. */
  readonly prompts: readonly string[]
  /** With what the run was ended, if it was: what the caller of the agent catches. */
  readonly error?: unknown
  /** All else that the caller can get at: results, messages, events, parts of streams. */
  readonly exposed: unknown
}
