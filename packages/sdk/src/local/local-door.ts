import type { Content, RuleSetBundle } from '@agentsentry/contract'
import type { RuleSet } from '@agentsentry/engine'
import { Deadline } from '../deadline.ts'
import type { TracerOptions } from '../tracer.ts'
import { BackgroundSender } from './background-sender.ts'
import type { LeftTrace } from './disk/read-left.ts'
import type { Spool } from './disk/spool.ts'
import { flushAtExit } from './flush-at-exit.ts'
import { followEvents } from './follow-events.ts'
import type { JudgeOptions } from './judge-locally.ts'
import type { LocalClient } from './local-client.ts'
import { type LocalOptions, type ReadOptions, readOptions } from './local-options.ts'
import { closed, LocalSession } from './local-session.ts'
import type { LocalStatus } from './local-status.ts'
import { type BundleFile, RuleKeeper } from './rule-keeper.ts'
import type { WaitingTrace } from './trace-queue.ts'

/** What a server takes that does not say. */
const usualLimits = { body_bytes: 1024 * 1024, batch_traces: 100 }
/** How long a process that has nothing else to do waits for traces to be sent, in milliseconds. */
const exitMs = 5_000
/** Traces that the engine's memory goes back. */
const rememberedTraces = 8

interface Parts {
  readonly client: LocalClient
  readonly options: ReadOptions
  readonly rules: RuleKeeper
  readonly spool: Spool | null
  readonly left: readonly LeftTrace[]
}

/** Everything that the tracers of one process share: the rules, and the way to the server. */
export class LocalDoor {
  readonly client: LocalClient
  readonly options: ReadOptions
  readonly sender: BackgroundSender
  readonly #rules: RuleKeeper
  readonly #sessions = new Map<string, LocalSession>()
  readonly #ends: (() => void)[] = []
  #isClosed = false
  #hasTriedAtExit = false

  constructor({ client, options, rules, spool, left }: Parts) {
    this.client = client
    this.options = options
    this.#rules = rules
    this.sender = new BackgroundSender({
      client,
      options,
      spool,
      onAnswer: ({ rule_set }) => rules.notice(rule_set),
    })
    this.sender.takeLeft(waitingOf(left))
    this.#ends.push(
      flushAtExit(() => {
        if (this.sender.waiting > 0 && !this.#hasTriedAtExit) void this.sender.flush(exitMs)
        this.#hasTriedAtExit = true
      }),
    )
    if (options.events) this.#ends.push(followEvents(client, { rules, sessions: this.#sessions, options }))
  }

  get limits(): RuleSetBundle['limits'] {
    return this.#rules.bundle?.limits ?? usualLimits
  }

  get judging(): JudgeOptions {
    return { limitMs: this.options.judgeMs, keepsSecrets: this.#rules.bundle?.secrets === 'keep' }
  }

  get status(): LocalStatus {
    const { bundle, confirmedAtMs } = this.#rules
    const ruleSet =
      bundle === null || confirmedAtMs === null
        ? null
        : { number: bundle.number, hash: bundle.hash, confirmedAt: new Date(confirmedAtMs) }
    return { ...this.sender.counters, ruleSet, waiting: this.sender.waiting }
  }

  /** Throws what keeps it from having any. */
  ruleSet(): RuleSet {
    if (this.#isClosed) throw closed()
    this.#hasTriedAtExit = false
    return this.#rules.current()
  }

  /** One that the server has already is read as far as the key may; tracers of one session share what it left. */
  async openSession({ sessionId, session: newSession }: TracerOptions): Promise<LocalSession> {
    const known = sessionId === undefined ? undefined : this.#sessions.get(sessionId)
    if (known !== undefined) return known
    const key = sessionId ?? `local:${crypto.randomUUID()}`
    const session = new LocalSession({ key, id: sessionId ?? null, newSession })
    this.#sessions.set(key, session)
    const deadline = new Deadline(this.options.openTimeoutMs)
    await deadline
      .within(async () => {
        if (sessionId === undefined) await session.create(this.client)
        else await this.#recall(session, sessionId)
      })
      .catch((error: unknown) => this.options.onProblem(notReady(sessionId, error), error))
    return session
  }

  async close(timeoutMs: number): Promise<boolean> {
    if (this.#isClosed) return this.sender.waiting === 0
    this.#isClosed = true
    this.#rules.close()
    for (const end of this.#ends) end()
    const isDone = await this.sender.flush(timeoutMs)
    await this.sender.close()
    return isDone
  }

  async #recall(session: LocalSession, id: string): Promise<void> {
    const { items } = await this.client.traces(id, { limit: rememberedTraces })
    session.recall(items.reverse().map(({ phase, content }) => ({ phase, content: content as Content })))
  }
}

/** Resolves also while the server cannot be reached; rejects for options and folders that cannot be used. */
export async function openLocalDoor(client: LocalClient, given: LocalOptions): Promise<LocalDoor> {
  const options = readOptions(given)
  const disk = options.folder === null ? null : await openFolder(options.folder, options)
  const rules = new RuleKeeper(client, options, disk?.file ?? null)
  try {
    await rules.open()
  } catch (error) {
    await disk?.spool.close()
    throw error
  }
  return new LocalDoor({ client, options, rules, spool: disk?.spool ?? null, left: disk?.left ?? [] })
}

/** Only here is anything of Node's needed. */
async function openFolder(folder: string, { onProblem }: ReadOptions) {
  const [{ Spool }, { RuleFile }] = await Promise.all([import('./disk/spool.ts'), import('./disk/rule-file.ts')])
  const { spool, left, damaged } = await Spool.open(folder)
  if (damaged > 0) onProblem(`agentsentry: ${damaged} lines in \`${folder}\` cannot be read and are passed over`, null)
  return { spool, left, file: new RuleFile(folder) as BundleFile }
}

function waitingOf(left: readonly LeftTrace[]): WaitingTrace[] {
  const sessions = new Map<string, LocalSession>()
  return left.map(({ session: { key, id, newSession }, place, ...trace }) => {
    const session = sessions.get(key) ?? new LocalSession({ key, id, newSession })
    sessions.set(key, session)
    const state = { contentJson: null, size: place.length, onSettled: null, isSettled: false, isUnderWay: false }
    return { ...trace, session, place, ...state }
  })
}

function notReady(sessionId: string | undefined, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  if (sessionId === undefined) return `agentsentry: the session cannot be made yet, and its traces wait: ${why}`
  return `agentsentry: what session \`${sessionId}\` holds cannot be read, and is judged as if it began now: ${why}`
}
