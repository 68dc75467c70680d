import { emptyMemory, remember, type SessionMemory } from '@agentsentry/engine'
import type { Recorded, Stopwatch, TraceStore } from './ports.ts'

export interface SessionMemoriesOptions {
  /** How many sessions are kept; the one that was idle for longest goes first. */
  readonly capacity?: number
  /** For how long memory counts as complete since it was read. Only other processes can make it incomplete. */
  readonly trustMs?: number
}

interface Entry {
  memory: SessionMemory
  readAtUs: number
}

/** Traces of one session that are judged, and not yet known to be on disk: reading the store now would miss them. */
interface Unrecorded {
  count: number
  readonly none: PromiseWithResolvers<void>
}

/** Traces that are read to restore what a session left behind. */
const restoredTraces = 8

/** Content of this many characters is parsed in a turn of the event loop of its own. */
const largeContent = 64 * 1024

/**
 * What sessions leave for their later traces, and the order in which these are judged: of two traces of one session the
 * later is judged with what the earlier left. Memory is taken from this process where it is known and trusted, else
 * restored from the store.
 */
export class SessionMemories {
  readonly #store: TraceStore
  readonly #clock: Stopwatch
  readonly #capacity: number
  readonly #trustUs: number
  readonly #entries = new Map<string, Entry>()
  /** The last trace of each session that waits or is judged elsewhere. Sessions without one are judged at once. */
  readonly #turns = new Map<string, Promise<unknown>>()
  /** Apart from what is remembered: that may be forgotten while they are under way, and somebody may wait for them. */
  readonly #unrecorded = new Map<string, Unrecorded>()

  constructor(
    store: TraceStore,
    clock: Stopwatch,
    { capacity = 10_000, trustMs = Infinity }: SessionMemoriesOptions = {},
  ) {
    this.#store = store
    this.#clock = clock
    this.#capacity = capacity
    this.#trustUs = trustMs * 1000
  }

  /** A session that was just created has no earlier traces: nothing needs to be read for its first. */
  begin(sessionId: string): void {
    this.#keep(sessionId, { memory: emptyMemory, readAtUs: this.#clock.nowUs() })
  }

  /**
   * Judges with what the session's earlier traces left, at once unless that must be read or an earlier trace of the
   * session is under way. A call that succeeds is followed by one of {@link settle}.
   */
  inTurn<Judged extends { readonly memory: SessionMemory }>(
    sessionId: string,
    judge: (memory: SessionMemory) => Judged | Promise<Judged>,
  ): Judged | Promise<Judged> {
    const entry = this.#entries.get(sessionId)
    if (entry === undefined || this.#turns.has(sessionId) || !this.#isTrusted(entry))
      return this.#queue(sessionId, async () => this.#judgeWith(sessionId, await this.#recall(sessionId), judge))
    this.#keep(sessionId, entry)
    const judged = this.#judgeWith(sessionId, entry, judge)
    return judged instanceof Promise ? this.#queue(sessionId, () => judged) : judged
  }

  /** Waits for the record of a trace that was judged. One that left no new record makes memory wrong, so that goes. */
  async settle(sessionId: string, recording: Promise<Recorded>): Promise<Recorded> {
    let isRecorded = false
    try {
      const recorded = await recording
      isRecorded = !recorded.replayed
      return recorded
    } finally {
      this.#settled(sessionId, isRecorded)
    }
  }

  #settled(sessionId: string, isRecorded: boolean): void {
    const unrecorded = this.#unrecorded.get(sessionId)
    if (unrecorded !== undefined && --unrecorded.count === 0) {
      this.#unrecorded.delete(sessionId)
      unrecorded.none.resolve()
    }
    if (!isRecorded) this.#entries.delete(sessionId)
  }

  #isTrusted({ readAtUs }: Entry): boolean {
    return this.#trustUs === Infinity || this.#clock.nowUs() - readAtUs < this.#trustUs
  }

  #judgeWith<Judged extends { readonly memory: SessionMemory }>(
    sessionId: string,
    entry: Entry,
    judge: (memory: SessionMemory) => Judged | Promise<Judged>,
  ): Judged | Promise<Judged> {
    const keep = (judged: Judged) => {
      entry.memory = judged.memory
      const unrecorded = this.#unrecorded.get(sessionId) ?? { count: 0, none: Promise.withResolvers<void>() }
      unrecorded.count++
      this.#unrecorded.set(sessionId, unrecorded)
      return judged
    }
    const judged = judge(entry.memory)
    return judged instanceof Promise ? judged.then(keep) : keep(judged)
  }

  #queue<Judged>(sessionId: string, work: () => Promise<Judged>): Promise<Judged> {
    const before = this.#turns.get(sessionId)
    const turn = before === undefined ? work() : before.then(work)
    const ended = turn
      .catch(() => {})
      .then(() => {
        if (this.#turns.get(sessionId) === ended) this.#turns.delete(sessionId)
      })
    this.#turns.set(sessionId, ended)
    return turn
  }

  async #recall(sessionId: string): Promise<Entry> {
    const known = this.#entries.get(sessionId)
    if (known !== undefined && this.#isTrusted(known)) return known
    await this.#unrecorded.get(sessionId)?.none.promise
    const readAtUs = this.#clock.nowUs()
    const newestFirst = await this.#store.traces(sessionId, { limit: restoredTraces, order: 'desc' })
    let memory = emptyMemory
    for (const { phase, contentJson } of newestFirst.reverse()) {
      if (contentJson.length > largeContent) await new Promise(setImmediate)
      memory = remember(memory, { phase, content: JSON.parse(contentJson) })
    }
    const entry = { memory, readAtUs }
    this.#keep(sessionId, entry)
    return entry
  }

  /** A map lists its keys in the order in which they were set, so the first is the one that was idle for longest. */
  #keep(sessionId: string, entry: Entry): void {
    this.#entries.delete(sessionId)
    this.#entries.set(sessionId, entry)
    if (this.#entries.size <= this.#capacity) return
    const [idle] = this.#entries.keys()
    if (idle !== undefined) this.#entries.delete(idle)
  }
}
