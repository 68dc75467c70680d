import type { Content } from '@agentsentry/contract'

/** What comes in on standard input: an object, whose fields are an agent's to name and anybody's to fill. */
export type HookEvent = Readonly<Record<string, unknown>>

/**
 * What an event asks about. `call`: a tool is about to run. `result`: it has run. `failure`: it has run and failed, and the
 * agent tells of that only afterwards. `prompt`: somebody has said something to the agent.
 */
export type Stage = 'call' | 'result' | 'failure' | 'prompt'

/** One event, in the words of a trace. */
export interface Step {
  /** Name of the event, as the agent has it. */
  readonly event: string
  readonly stage: Stage
  /** The agent's own id of its session; empty when it told none. */
  readonly agentSession: string
  readonly role: 'user' | 'tool'
  readonly content: Content
  /** The field of `content` that may be rewritten. */
  readonly subject: 'text' | 'args' | 'result' | 'error'
}

/** What is to happen with a step. `why` is for people and models, and quotes nothing that was judged. */
export type Ruling =
  | { readonly kind: 'pass' }
  | { readonly kind: 'warn' | 'ask' | 'deny'; readonly why: string }
  | {
      readonly kind: 'rewrite'
      readonly why: string /** What takes the place of the step's subject. */
      readonly value: unknown
    }

/** An agent's way to ask and to be answered. */
export interface Protocol {
  /** What the server lists as the agent of the session. */
  readonly name: string
  /** Events that ask nothing; they are answered with `{}`. */
  readonly unasked: ReadonlySet<string>
  /** The step of an event; null when it is none that is known, or lacks what such an event has. */
  read(event: HookEvent): Step | null
  /** Whether the agent takes this in place of the step's subject, and certainly not the old one. */
  rewrites(step: Step, value: unknown): boolean
  /** Whether the agent asks its user when it is told to. */
  asks(step: Step): boolean
  /** The answer that goes to standard output, as JSON. */
  answer(step: Step, ruling: Ruling): object
}
