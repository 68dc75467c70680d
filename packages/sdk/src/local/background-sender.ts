import type { TraceBatchAnswer } from '@agentsentry/contract'
import { AgentSentryError, ApiError } from '../errors.ts'
import { pauseAfter } from '../retry.ts'
import type { Spool } from './disk/spool.ts'
import type { ReadOptions } from './local-options.ts'
import type { SenderCounters } from './local-status.ts'
import { nextBatch } from './next-batch.ts'
import { type BatchClient, sendBatch } from './send-batch.ts'
import { traceLine } from './spool-format.ts'
import { afterwards, Pause } from './timers.ts'
import { mayBeDropped, type SettledTrace, TraceQueue, type WaitingTrace } from './trace-queue.ts'

/** A trace that is to be sent. */
export type NewWaitingTrace = Pick<WaitingTrace, 'key' | 'session' | 'role' | 'local' | 'onSettled'> & {
  readonly contentJson: string
}

export interface SenderParts {
  readonly client: BatchClient
  readonly options: ReadOptions
  readonly spool: Spool | null
  readonly onAnswer: (answer: TraceBatchAnswer) => void
}

const mostOfBatch = 100
/** Between attempts while somebody waits for all to be sent, in milliseconds. */
const longestAwaitedPauseMs = 500

/**
 * Brings traces to the server behind the backs of those who take the steps: in their order, many at a time, again and again
 * until the server has recorded or refused each.
 */
export class BackgroundSender {
  readonly #parts: SenderParts
  readonly #queue = new TraceQueue()
  readonly #pause = new Pause()
  readonly #counters: SenderCounters = { recorded: 0, disagreed: 0, dropped: 0, refused: 0, failedAttempts: 0 }
  #running: Promise<void> | null = null
  #isLingering = false
  #isClosed = false
  #flushing = 0
  #limit = mostOfBatch
  #failures = 0
  #failure: unknown = null
  /** Traces that are on their way to the disk; null where nothing is to be written. */
  #unwritten: WaitingTrace[] | null = null
  #diskProblem: 'full' | 'failed' | null = null

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  get counters(): Readonly<SenderCounters> {
    return { ...this.#counters }
  }

  get waiting(): number {
    return this.#queue.count
  }

  /** Why the last attempt failed; null when it did not. */
  get failure(): unknown {
    return this.#failure
  }

  /** What an earlier process left comes before everything else. */
  takeLeft(traces: readonly WaitingTrace[]): void {
    for (const trace of traces) this.#queue.push(trace)
    if (traces.length > 0) this.#run()
  }

  /** Takes a trace. Throws `queue_full`, and takes nothing, when neither it may be dropped nor anything else. */
  take(trace: NewWaitingTrace): WaitingTrace {
    const size = trace.contentJson.length
    const waiting = { ...trace, size, place: null, isSettled: false, isUnderWay: false } as WaitingTrace
    if (!this.#makeRoom(waiting)) {
      if (mayBeDropped(waiting)) this.#drop(waiting)
      else
        throw new AgentSentryError('queue_full', 'too many traces wait to be recorded, and none of them may be dropped')
      return waiting
    }
    this.#writeDown(waiting, trace.contentJson)
    this.#queue.push(waiting)
    // What may be lost at worst need not be in memory as well while it is on its way to the disk.
    if (mayBeDropped(waiting)) this.#spareMemory(waiting)
    this.#run()
    // A block that is on disk is safe already.
    const isAwaited = trace.onSettled !== null && (trace.local === null || waiting.place === null)
    if (this.#isLingering && (isAwaited || this.#queue.count >= mostOfBatch)) this.#pause.cut()
    return waiting
  }

  /** Resolves to true when the trace is safe on disk, to false when it cannot be. */
  async secure(trace: WaitingTrace): Promise<boolean> {
    const { spool } = this.#parts
    if (spool === null || trace.place === null) return false
    try {
      await spool.sync()
      return true
    } catch (error) {
      this.#diskFailed('failed', error)
      return false
    }
  }

  /** Sends what waits, without lingering. Resolves to whether all of it was settled within that time. */
  async flush(timeoutMs: number): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs)
    })
    this.#flushing += 1
    this.#pause.cut()
    try {
      if (this.#queue.count > 0) await Promise.race([this.#run(), late])
    } finally {
      clearTimeout(timer)
      this.#flushing -= 1
    }
    return this.#queue.count === 0
  }

  /** Sends nothing more. What waits on disk is left to the next process. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#pause.cut()
    await this.#parts.spool?.close().catch((error: unknown) => this.#diskFailed('failed', error))
  }

  #run(): Promise<void> {
    this.#running ??= this.#sendAll().finally(() => {
      this.#running = null
      if (this.#queue.count > 0 && !this.#isClosed) this.#run()
    })
    return this.#running
  }

  async #sendAll(): Promise<void> {
    this.#isLingering = true
    await this.#rest(this.#parts.options.lingerMs)
    this.#isLingering = false
    while (this.#queue.count > 0 && !this.#isClosed) {
      await this.#sendOne()
      if (this.#failures > 0 && !this.#isClosed) await this.#rest(pauseAfter(Math.min(this.#failures, 10), null))
    }
  }

  /** Keeps the process alive only while somebody waits for all to be sent. */
  #rest(ms: number): Promise<void> {
    if (this.#flushing === 0) return this.#pause.wait(ms, false)
    return this.#isLingering ? Promise.resolve() : this.#pause.wait(Math.min(ms, longestAwaitedPauseMs), true)
  }

  async #sendOne(): Promise<void> {
    const batch = nextBatch(this.#queue.waiting(), this.#limit)
    for (const trace of batch) trace.isUnderWay = true
    const { client, spool } = this.#parts
    const { settled, answer, failure, isTooLarge } = await sendBatch(client, batch, spool)
    if (answer !== null) this.#heard(batch, answer)
    const done = batch.filter((trace, at) => {
      trace.isUnderWay = false
      const outcome = settled[at]
      if (outcome) this.#settle(trace, outcome)
      return outcome
    })
    this.#settleOnDisk(done)
    this.#limit = isTooLarge ? Math.ceil(batch.length / 2) : Math.min(mostOfBatch, this.#limit * 2)
    if (failure !== null) this.#failed(failure)
    else {
      this.#failures = 0
      this.#failure = null
    }
  }

  #heard(batch: readonly WaitingTrace[], answer: TraceBatchAnswer): void {
    const quarantined = new Set(answer.quarantined)
    for (const session of new Set(batch.map((trace) => trace.session)))
      session.isQuarantined = session.id !== null && quarantined.has(session.id)
    this.#parts.onAnswer(answer)
  }

  #settle(trace: WaitingTrace, outcome: SettledTrace): void {
    this.#queue.settle(trace)
    trace.onSettled?.(outcome)
    if (outcome.kind === 'refused') {
      this.#refused(trace, outcome)
      return
    }
    this.#counters.recorded += 1
    const { key, session, local } = trace
    const { id, decision: server, reasons } = outcome
    if (local === null || local.decision === server) return
    this.#counters.disagreed += 1
    const sessionId = session.id ?? session.key
    this.#parts.options.onDisagreement({ key, id, sessionId, local: local.decision, server, reasons })
  }

  #refused(trace: WaitingTrace, { status, code, detail }: Extract<SettledTrace, { kind: 'refused' }>): void {
    this.#counters.refused += 1
    this.#parts.options.onRefused(lostTrace(trace, code, detail))
    if (code !== 'session_unknown') return
    trace.session.gone = new ApiError({ status, code, detail, errors: [], request: 'POST /traces/batch' })
  }

  #failed(failure: unknown): void {
    this.#counters.failedAttempts += 1
    this.#failures += 1
    const isFirst = this.#failure === null
    this.#failure = failure
    if (!isFirst) return
    const why = failure instanceof Error ? failure.message : String(failure)
    this.#parts.options.onProblem(`agentsentry: traces cannot be sent, and wait: ${why}`, failure)
  }

  /** Whether there is room for it now. */
  #makeRoom(trace: WaitingTrace): boolean {
    const { queueTraces, queueBytes } = this.#parts.options
    for (;;) {
      const { count, bytes } = this.#queue
      // One that is larger than all that there may be is taken alone.
      if (count === 0 || (count < queueTraces && bytes + 2 * trace.size <= queueBytes)) return true
      const dropped = this.#queue.drop()
      if (dropped === null) return false
      this.#drop(dropped)
      this.#settleOnDisk([dropped])
    }
  }

  #drop(trace: WaitingTrace): void {
    trace.isSettled = true
    this.#counters.dropped += 1
    this.#parts.options.onDrop(lostTrace(trace, 'queue_full', 'there was no room for it'))
  }

  #writeDown(trace: WaitingTrace, contentJson: string): void {
    const { spool, options } = this.#parts
    if (spool === null || this.#diskProblem === 'failed') return
    const isFull = spool.bytes + trace.size > options.diskBytes
    if (isFull) {
      this.#diskFailed('full', null)
      return
    }
    this.#diskProblem = null
    trace.place = spool.append(traceLine(trace, contentJson), trace.session)
    if (this.#unwritten === null) {
      this.#unwritten = []
      afterwards(() => this.#write(spool))
    }
    this.#unwritten.push(trace)
  }

  #write(spool: Spool): void {
    const traces = this.#unwritten ?? []
    this.#unwritten = null
    spool.write().then(
      () => {
        for (const trace of traces) this.#spareMemory(trace)
      },
      (error: unknown) => this.#diskFailed('failed', error),
    )
  }

  /** Where memory becomes scarce, what is on disk need not be in it as well. */
  #spareMemory(trace: WaitingTrace): void {
    if (this.#queue.bytes > this.#parts.options.queueBytes / 2) this.#queue.leaveToDisk(trace)
  }

  #settleOnDisk(traces: readonly WaitingTrace[]): void {
    const placed = traces.flatMap(({ key, place }) => (place === null ? [] : { key, place }))
    if (placed.length === 0) return
    this.#parts.spool?.settle(placed).catch((error: unknown) => this.#diskFailed('failed', error))
  }

  #diskFailed(problem: 'full' | 'failed', error: unknown): void {
    if (this.#diskProblem === problem) return
    this.#diskProblem = problem
    const why = problem === 'full' ? 'the folder holds as much as it may' : 'the folder cannot be written to'
    this.#parts.options.onProblem(`agentsentry: traces wait in memory only: ${why}`, error)
  }
}

function lostTrace({ key, session, local }: WaitingTrace, code: string, detail: string) {
  return { key, sessionId: session.id ?? session.key, decision: local?.decision ?? 'block', code, detail } as const
}
