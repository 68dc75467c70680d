import { type CheckedTrace, type Content, type Phase, phaseOf, type Role } from '@agentsentry/contract'
import { Deadline } from '../deadline.ts'
import { ApiError, UnavailableError } from '../errors.ts'
import { recordable } from '../recordable.ts'
import { Tracer, type TracerOptions } from '../tracer.ts'
import type { LocalClient } from './local-client.ts'
import { type LocalDoor, openLocalDoor } from './local-door.ts'
import type { LocalOptions } from './local-options.ts'
import type { LocalSession } from './local-session.ts'
import type { LocalStatus } from './local-status.ts'
import { refuseUnrecordable } from './refuse-unrecordable.ts'
import { mayBeDropped, type SettledTrace, type WaitingTrace } from './trace-queue.ts'

interface Step {
  readonly role: Role
  readonly phase: Phase
  readonly content: Content
  readonly contentJson: string
  readonly createdAt: Date
}

const defaultTimeoutMs = 10_000

/**
 * A {@link Tracer} that judges in this process, by the rules of the server, and records behind the answer. It goes wherever a
 * `Tracer` goes.
 *
 * The verdict's `id` is the idempotency key of the trace; the server gives another one when it records it. A block is
 * answered when it is safe: on disk where there is a folder, else when the server has recorded it, or `acknowledgeMs` have
 * passed. What may be too costly to judge here is judged by the server. Rejects with {@link UnavailableError} when there are
 * no rules, or the server is needed and cannot be reached; with {@link ApiError} when the server would refuse the trace; with
 * `AgentSentryError` `ruleset_refused`, `queue_full` or `closed`.
 */
export class LocalTracer extends Tracer {
  readonly #door: LocalDoor
  readonly #session: LocalSession

  private constructor(door: LocalDoor, session: LocalSession) {
    super(door.client, { sessionId: session.key })
    this.#door = door
    this.#session = session
  }

  /**
   * Fetches the rules and makes the session, in at most `openTimeoutMs`. Also resolves while the server cannot be reached:
   * then the rules of the folder are judged by, or, where there are none, nothing is until the server is there.
   */
  static async open(client: LocalClient, options: LocalOptions = {}): Promise<LocalTracer> {
    const door = await openLocalDoor(client, options)
    return new LocalTracer(door, await door.openSession(options))
  }

  /** A tracer for another session, with the same rules and the same way to the server. */
  async forSession(options: TracerOptions = {}): Promise<LocalTracer> {
    return new LocalTracer(this.#door, await this.#door.openSession(options))
  }

  /** The server's id of the session, which is made if need be. */
  override sessionId(): Promise<string> {
    return this.#session.create(this.#door.client)
  }

  override async send(
    role: Role,
    content: Content,
    { timeoutMs = defaultTimeoutMs }: { timeoutMs?: number | undefined } = {},
  ): Promise<CheckedTrace> {
    const step = this.#read(role, content)
    const ruleSet = this.#door.ruleSet()
    const startedMs = performance.now()
    const judged = this.#session.judge(ruleSet, step, this.#door.judging)
    if (judged === null) return this.#askServer(step, ruleSet.number, timeoutMs)
    const evaluationUs = Math.round((performance.now() - startedMs) * 1_000)
    const { verdict, masked } = judged
    const { decision, tally } = verdict
    const key = crypto.randomUUID()
    const { reasons, shadow } = masked ?? verdict
    const answer = this.#answer(step, {
      id: key,
      decision,
      reasons,
      shadow,
      rule_set: ruleSet.number,
      rules: tally,
      evaluation_us: evaluationUs,
      masked: masked?.count ?? 0,
      payload: masked?.content ?? step.content,
    })
    const local = { decision, rule_set: ruleSet.number }
    if (mayBeDropped({ local })) this.#take(step, key, { local, onSettled: null })
    else await this.#takeSafely(step, key, { local, timeoutMs })
    return answer
  }

  /** Resolves to whether everything that was taken so far, by all tracers of this door, is settled. Default 10 s. */
  flush(timeoutMs = defaultTimeoutMs): Promise<boolean> {
    return this.#door.sender.flush(timeoutMs)
  }

  /**
   * Sends what waits, for at most `timeoutMs` (default 10 s), and ends everything that goes on by itself, for all tracers of
   * this door. Resolves to whether everything was settled; what was not stays in the folder, where there is one.
   */
  close(timeoutMs = defaultTimeoutMs): Promise<boolean> {
    return this.#door.close(timeoutMs)
  }

  /** Which rules are judged by, and what became of the traces. */
  get status(): LocalStatus {
    return this.#door.status
  }

  #read(role: Role, given: Content): Step {
    const content = recordable(given)
    const contentJson = JSON.stringify(content)
    refuseUnrecordable(contentJson, this.#door.limits)
    return { role, phase: phaseOf(role, content), content, contentJson, createdAt: new Date() }
  }

  #take(step: Step, key: string, how: Pick<WaitingTrace, 'local' | 'onSettled'>): WaitingTrace {
    const { role, contentJson } = step
    return this.#door.sender.take({ key, session: this.#session, role, contentJson, ...how })
  }

  /** Resolves when the trace is on disk, or with the server, or has waited for that long enough. */
  async #takeSafely(
    step: Step,
    key: string,
    { local, timeoutMs }: Pick<WaitingTrace, 'local'> & { readonly timeoutMs: number },
  ): Promise<void> {
    const { promise: settled, resolve } = Promise.withResolvers<SettledTrace>()
    const waiting = this.#take(step, key, { local, onSettled: resolve })
    if (await this.#door.sender.secure(waiting)) return
    const limitMs = Math.min(this.#door.options.acknowledgeMs, timeoutMs)
    // Late or not, it is answered as what it is; it waits in memory then, for as long as this process lives.
    await new Deadline(limitMs).within(() => settled).catch(() => {})
  }

  /** What is too costly here goes to the server, behind what was taken before it. */
  async #askServer(step: Step, ruleSet: number, timeoutMs: number): Promise<CheckedTrace> {
    const { promise, resolve } = Promise.withResolvers<SettledTrace>()
    this.#take(step, crypto.randomUUID(), { local: null, onSettled: resolve })
    const { failure } = this.#door.sender
    if (failure instanceof UnavailableError) throw failure
    const settled = await new Deadline(timeoutMs).within(() => promise)
    if (settled.kind === 'refused') throw refusal(settled)
    const { id, decision, reasons, masked, payload } = settled
    return this.#answer(step, {
      id,
      decision,
      reasons: [...reasons],
      shadow: [],
      rule_set: ruleSet,
      rules: { ran: 0, out_of_scope: 0, not_evaluated: 0, shadow: 0 },
      evaluation_us: null,
      masked,
      payload: payload ?? step.content,
    })
  }

  #answer({ role, phase, createdAt }: Step, verdict: Omit<CheckedTrace, keyof Said>): CheckedTrace {
    const session_id = this.#session.id ?? this.#session.key
    return { session_id, role, phase, created_at: createdAt.toISOString(), ...verdict }
  }
}

/** What of an answer does not depend on how the step was judged. */
type Said = Pick<CheckedTrace, 'session_id' | 'role' | 'phase' | 'created_at'>

function refusal({ status, code, detail }: Extract<SettledTrace, { kind: 'refused' }>): ApiError {
  return new ApiError({ status, code, detail, errors: [], request: 'POST /traces/batch' })
}
