import type { FromWorker, QuestionKind, Questions, StoredRules, ToWorker } from './engine-questions.ts'

/** What came of a question. `superseded`: a newer one of its kind took its place before it was asked. */
export type Outcome<Answer> =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'stopped'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly message: string }

interface Waiting {
  readonly kind: QuestionKind
  readonly message: ToWorker
  readonly settle: (outcome: Outcome<never>) => void
}

interface Asked extends Waiting {
  readonly id: number
  timer: ReturnType<typeof setTimeout> | undefined
  /** A newer one of its kind waits. */
  isHurried: boolean
}

/** How long one question may take before its thread is ended. Loading the engine does not count. */
const deadlines: Readonly<Record<QuestionKind, number>> = { check: 3_000, try: 4_000, replay: 8_000 }
/** What a question has left once nobody waits for its answer any more. */
const hurriedMs = 1_000

/**
 * Asks the engine in a worker, one question at a time, the newest of each kind. A worker that does not answer in time is ended
 * and another takes its place, so that no pattern can hang the page.
 */
export class EngineLink {
  readonly #start: () => Worker
  readonly #deadlines: Readonly<Record<QuestionKind, number>>
  #worker: Worker | null = null
  #isReady = false
  #stored: StoredRules | null = null
  #nextId = 1
  #asked: Asked | null = null
  readonly #waiting: Waiting[] = []

  constructor(start: () => Worker, deadlinesMs: Partial<Record<QuestionKind, number>> = {}) {
    this.#start = start
    this.#deadlines = { ...deadlines, ...deadlinesMs }
  }

  /** The rules that questions are about, from the next question on. */
  useRules(stored: StoredRules): void {
    this.#stored = stored
    if (this.#worker !== null) this.#worker.postMessage({ kind: 'rules', stored } satisfies ToWorker)
  }

  ask<Kind extends QuestionKind>(
    kind: Kind,
    question: Questions[Kind]['ask'],
  ): Promise<Outcome<Questions[Kind]['answer']>> {
    return new Promise((resolve) => {
      const older = this.#waiting.findIndex((other) => other.kind === kind)
      if (older >= 0) this.#waiting.splice(older, 1)[0]?.settle({ kind: 'superseded' })
      if (this.#asked?.kind === kind) this.#hurry(this.#asked)
      const message = { ...question, kind, id: this.#nextId++ } as ToWorker
      this.#waiting.push({ kind, message, settle: resolve as Waiting['settle'] })
      this.#next()
    })
  }

  /** Ends the worker; what was asked gets no answer. */
  close(): void {
    clearTimeout(this.#asked?.timer)
    for (const { settle } of [this.#asked, ...this.#waiting.splice(0)].filter((each) => each !== null)) {
      settle({ kind: 'superseded' })
    }
    this.#asked = null
    this.#end()
  }

  #next(): void {
    if (this.#asked !== null) return
    const next = this.#waiting.shift()
    if (next === undefined || next.message.kind === 'rules') return
    const worker = this.#worker ?? this.#begin()
    this.#asked = { ...next, id: next.message.id, timer: undefined, isHurried: false }
    worker.postMessage(next.message)
    if (this.#isReady) this.#setTimer()
  }

  #begin(): Worker {
    const worker = this.#start()
    this.#worker = worker
    this.#isReady = false
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (worker === this.#worker) this.#receive(data)
    })
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      if (worker !== this.#worker) return
      this.#end()
      this.#settle({ kind: 'failed', message: event.message || 'the engine could not be loaded' })
    })
    if (this.#stored !== null) worker.postMessage({ kind: 'rules', stored: this.#stored } satisfies ToWorker)
    return worker
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.#isReady = true
      this.#setTimer()
    } else if (message.id !== this.#asked?.id) {
      return
    } else if (message.kind === 'answer') {
      this.#settle({ kind: 'answer', answer: message.answer as never })
    } else {
      this.#settle({ kind: 'failed', message: message.message })
    }
  }

  #setTimer(): void {
    const asked = this.#asked
    if (asked === null) return
    const afterMs = this.#deadlines[asked.kind]
    asked.timer = setTimeout(() => {
      this.#end()
      this.#settle({ kind: 'stopped', afterMs })
    }, afterMs)
  }

  /** While the worker loads there is no timer: that is not what the question takes. */
  #hurry(asked: Asked): void {
    if (asked.timer === undefined || asked.isHurried) return
    clearTimeout(asked.timer)
    asked.isHurried = true
    asked.timer = setTimeout(() => {
      this.#end()
      this.#settle({ kind: 'superseded' })
    }, hurriedMs)
  }

  #settle(outcome: Outcome<never>): void {
    const asked = this.#asked
    this.#asked = null
    clearTimeout(asked?.timer)
    asked?.settle(outcome)
    this.#next()
  }

  #end(): void {
    this.#worker?.terminate()
    this.#worker = null
    this.#isReady = false
  }
}
