import type { CheckedTrace, Content, NewSession, Role } from '@agentsentry/contract'
import type { AgentSentryClient } from './client.ts'
import { Deadline } from './deadline.ts'
import { recordable } from './recordable.ts'

export interface TracerOptions {
  /** An existing session. Without one, the tracer creates its own when it is first used. */
  sessionId?: string | undefined
  /** What the session is created with. */
  session?: NewSession | undefined
}

/** What a tool gave back. */
export type Outcome = { result: unknown } | { error: unknown }

/**
 * Records the steps of one session. Every method sends one trace and gives its verdict; none of them stops anything: that
 * is what {@link Enforcer} does. Errors are those of {@link AgentSentryClient.sendTrace} and `createSession`.
 */
export class Tracer {
  readonly #client: Pick<AgentSentryClient, 'createSession' | 'sendTrace'>
  readonly #newSession: NewSession | undefined
  #sessionId: Promise<string> | undefined

  constructor(client: Pick<AgentSentryClient, 'createSession' | 'sendTrace'>, options: TracerOptions = {}) {
    this.#client = client
    this.#newSession = options.session
    if (options.sessionId !== undefined) this.#sessionId = Promise.resolve(options.sessionId)
  }

  /** Id of the session, which is created if need be: once, however many ask at once; again after a failure. */
  sessionId(): Promise<string> {
    this.#sessionId ??= this.#client.createSession(this.#newSession).then(
      (session) => session.id,
      (error) => {
        this.#sessionId = undefined
        throw error
      },
    )
    return this.#sessionId
  }

  /** What the user said. `extra` is recorded and judged beside the text and cannot replace it. */
  user(text: string, extra?: Content): Promise<CheckedTrace> {
    return this.send('user', message(text, extra))
  }

  /** What the model said. */
  assistant(text: string, extra?: Content): Promise<CheckedTrace> {
    return this.send('assistant', message(text, extra))
  }

  /** Instructions from whoever runs the agent. */
  system(text: string, extra?: Content): Promise<CheckedTrace> {
    return this.send('system', message(text, extra))
  }

  /** A tool call; with `outcome`, its result or error. Both may be any value: see `toContent` for how it is recorded. */
  tool(name: string, args: unknown, outcome?: Outcome): Promise<CheckedTrace> {
    // A result of undefined is a result: as null it is kept, where undefined would make this a call.
    const result = outcome !== undefined && 'result' in outcome ? { result: outcome.result ?? null } : {}
    const error = outcome !== undefined && 'error' in outcome ? { error: outcome.error ?? null } : {}
    return this.send('tool', { tool: name, args, ...result, ...error })
  }

  /** Any step. `timeoutMs` covers the creation of the session as well. `content` is read before this returns. */
  async send(role: Role, content: Content, options: { timeoutMs?: number | undefined } = {}): Promise<CheckedTrace> {
    const step = { role, content: recordable(content) }
    if (options.timeoutMs === undefined) return this.#client.sendTrace({ session_id: await this.sessionId(), ...step })
    const deadline = new Deadline(options.timeoutMs)
    const sessionId = await deadline.within(() => this.sessionId())
    const timeoutMs = Math.max(1, deadline.remainingMs())
    return this.#client.sendTrace({ session_id: sessionId, ...step }, { timeoutMs })
  }
}

/** The text comes first in the document and has the last word. */
function message(text: string, extra: Content | undefined): Content {
  const content: Content = { text, ...extra }
  content.text = text
  return content
}
