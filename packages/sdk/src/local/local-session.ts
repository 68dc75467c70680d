import type { Content, NewSession, Phase, Reason } from '@agentsentry/contract'
import { emptyMemory, type RuleSet, remember, type SessionMemory } from '@agentsentry/engine'
import type { AgentSentryClient } from '../client.ts'
import { AgentSentryError, type ApiError } from '../errors.ts'
import { type JudgeOptions, judgeLocally, type LocalVerdict } from './judge-locally.ts'
import { afterwards } from './timers.ts'

interface Step {
  readonly phase: Phase
  readonly content: Content
}

/** Traces that the engine's memory goes back. */
const rememberedTraces = 8

export interface LocalSessionParts {
  /** Names the session in the folder, and until the server has it. */
  readonly key: string
  /** The server's id; null where the session is still to be made. */
  readonly id: string | null
  readonly newSession?: NewSession | undefined
}

/** One session as this process knows it: what its steps left, and what the server said of it. */
export class LocalSession {
  readonly key: string
  readonly newSession: NewSession
  /** While set, every tool call is blocked. */
  isQuarantined = false
  /** Set when the server does not know it any more: nothing of it is judged from then on. */
  gone: ApiError | null = null
  #id: string | null
  #creating: Promise<string> | null = null
  #memory: SessionMemory = emptyMemory
  /** Steps that are still to be put into the memory, in order. */
  #unread: Step[] = []

  constructor({ key, id, newSession = {} }: LocalSessionParts) {
    this.key = key
    this.#id = id
    this.newSession = newSession
  }

  get id(): string | null {
    return this.#id
  }

  /** The server's id, made if need be: once, however many ask at once; again after a failure. */
  create(client: Pick<AgentSentryClient, 'createSession'>): Promise<string> {
    if (this.#id !== null) return Promise.resolve(this.#id)
    this.#creating ??= client
      .createSession(this.newSession)
      .then(({ id }) => {
        this.#id = id
        return id
      })
      .finally(() => {
        this.#creating = null
      })
    return this.#creating
  }

  /** Steps that the server has of it already, oldest first. */
  recall(steps: readonly Step[]): void {
    this.#unread.unshift(...steps)
  }

  /** Judges the step by what those before it left; null when that is too costly here. Either way it counts as taken. */
  judge(ruleSet: RuleSet, step: Step, options: JudgeOptions): LocalVerdict | null {
    if (this.gone !== null) throw this.gone
    this.#readAll()
    const judged = judgeLocally(ruleSet, { phase: step.phase, content: step.content, session: this.#memory }, options)
    this.#take(step)
    return judged !== null && this.isQuarantined && step.phase === 'tool_call' ? quarantined(judged) : judged
  }

  /** What a step leaves is worked out behind its answer, while the tool runs. */
  #take(step: Step): void {
    if (this.#unread.push(step) === 1) afterwards(() => this.#readAll())
  }

  #readAll(): void {
    if (this.#unread.length === 0) return
    for (const step of this.#unread.slice(-rememberedTraces)) this.#memory = remember(this.#memory, step)
    this.#unread = []
  }
}

/** As the server records it: behind the reasons of the rules. */
function quarantined({ verdict, masked }: LocalVerdict): LocalVerdict {
  const behind = ({ reasons }: { readonly reasons: Reason[] }) => [...reasons, quarantineReason]
  return {
    verdict: { ...verdict, decision: 'block', reasons: behind(verdict) },
    masked: masked && { ...masked, reasons: behind(masked) },
  }
}

const quarantineReason: Reason = {
  rule: 'session_quarantined',
  type: 'built_in',
  severity: 'critical',
  decision: 'block',
  description:
    'The session is in quarantine: a trace in it was raised to `block` after it had been answered. Tool calls are blocked ' +
    'until somebody releases the session.',
}

/** For whoever uses what was closed. */
export function closed(): AgentSentryError {
  return new AgentSentryError('closed', 'this tracer is closed: nothing is judged or recorded any more')
}
