import { type AuditEntry, SentryError } from '@agentsentry/contract'
import type { EventStore, TraceEvent } from './ports/events.ts'

/** Something that happened in a project. */
export type LiveEvent =
  | { readonly kind: 'trace'; readonly trace: TraceEvent }
  /** What the audit log gained: blocks, raised decisions, quarantines, changes of rules. */
  | { readonly kind: 'audit'; readonly entry: AuditEntry }

/** Up to where a listener has heard: the newest trace and the newest audit entry. */
export interface EventPosition {
  readonly traceId: string
  readonly auditId: number
}

export interface PositionedEvent {
  readonly event: LiveEvent
  readonly position: EventPosition
}

type Listener = (events: readonly PositionedEvent[]) => void

export interface EventFeedOptions {
  readonly everyMs?: number
  /** Told once when the store stops answering, and not again before it has answered. */
  readonly onFailure: (error: unknown) => void
}

/**
 * Traces are not committed in the order of their ids: one that was judged for longer comes later, from another process
 * with a clock of its own. Each look goes back so far, and passes over what was told before.
 */
const lookBackMs = 5_000
/** Entries of the audit log may become visible out of order by a few, too. */
const lookBackEntries = 100
const mostAtOnce = 500
/** Whoever is further behind begins anew: what has happened is read from the store and kept until it is told. */
const mostBehind = 20_000

/**
 * Tells listeners what happens in one project, whichever process it came in by, by looking at the store a few times a
 * second while anybody listens. Every event is told at least once, in about the order in which it became durable.
 */
export class EventFeed {
  readonly #store: EventStore
  readonly #options: Required<EventFeedOptions>
  readonly #listeners = new Set<Listener>()
  #tail: Tail | null = null
  #timer: NodeJS.Timeout | null = null
  #looking: Promise<void> | null = null
  #isFailing = false

  constructor(store: EventStore, options: EventFeedOptions) {
    this.#store = store
    this.#options = { everyMs: 300, ...options }
  }

  get listenerCount(): number {
    return this.#listeners.size
  }

  /**
   * Tells what happens from now on, or what has happened since `from`: a place, or a time in milliseconds, a little before
   * which it begins. Returns where it begins and what ends it. Rejects with `store_unavailable`, and with `cursor_invalid`
   * when more than {@link mostBehind} traces or entries have come since.
   */
  async listen(
    listener: Listener,
    from: EventPosition | number | null,
  ): Promise<{ start: EventPosition; stop: () => void }> {
    const now = { traceId: await this.#store.newestTraceId(), auditId: await this.#store.newestAuditId() }
    const start = typeof from === 'number' ? await this.#positionAt(from) : (from ?? now)
    if (from !== null) await new Tail(this.#store, start).readAll(listener)
    const tail = this.#tail ?? (await Tail.passing(this.#store, now))
    this.#tail ??= tail
    this.#listeners.add(listener)
    this.#timer ??= setInterval(() => {
      this.#looking ??= this.#look()
    }, this.#options.everyMs)
    return { start, stop: () => this.#leave(listener) }
  }

  async #positionAt(timeMs: number): Promise<EventPosition> {
    const auditId = await this.#store.newestAuditId(Math.max(0, timeMs - lookBackMs))
    // A tail looks back from there by itself.
    return { traceId: idAt(timeMs), auditId }
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
    this.#tail = null
  }

  async #look(): Promise<void> {
    try {
      await this.#tail?.read((events) => {
        for (const listener of this.#listeners) listener(events)
      })
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing) this.#options.onFailure(error)
      this.#isFailing = true
    }
    this.#looking = null
  }
}

/** Reads on from a position. */
class Tail {
  readonly #store: EventStore
  readonly #begin: EventPosition
  #position: EventPosition
  /** What was told near the end, so that looking back tells it once. */
  #toldTraces: Set<string>
  #toldEntries = new Set<number>()

  constructor(store: EventStore, begin: EventPosition, toldTraces: ReadonlySet<string> = new Set([begin.traceId])) {
    this.#store = store
    this.#begin = begin
    this.#position = begin
    this.#toldTraces = new Set(toldTraces)
  }

  /** One that passes over what is there already, for looking back would find it. */
  static async passing(store: EventStore, begin: EventPosition): Promise<Tail> {
    const there = new Set([begin.traceId])
    for (let after = earlierId(begin.traceId), isMore = true; isMore; ) {
      const traces = await store.tracesBetween({ after, upTo: begin.traceId, limit: mostAtOnce })
      for (const { id } of traces) there.add(id)
      after = traces.at(-1)?.id ?? after
      isMore = traces.length === mostAtOnce
    }
    return new Tail(store, begin, there)
  }

  async readAll(tell: Listener): Promise<void> {
    for (let behind = 0; ; ) {
      const count = await this.read(tell)
      if (count < mostAtOnce) return
      behind += count
      if (behind > mostBehind) throw new SentryError('cursor_invalid', 'too much has happened since: begin anew')
    }
  }

  /** Returns how many were new of the kind of which there were more. */
  async read(tell: Listener): Promise<number> {
    const traces = await this.#newTraces()
    const entries = await this.#newEntries()
    const events: PositionedEvent[] = []
    for (const trace of traces) {
      this.#toldTraces.add(trace.id)
      if (trace.id > this.#position.traceId) this.#position = { ...this.#position, traceId: trace.id }
      events.push({ event: { kind: 'trace', trace }, position: this.#position })
    }
    for (const entry of entries) {
      this.#toldEntries.add(entry.id)
      this.#position = { ...this.#position, auditId: Math.max(entry.id, this.#position.auditId) }
      events.push({ event: { kind: 'audit', entry }, position: this.#position })
    }
    this.#forgetOld()
    if (events.length > 0) tell(events)
    return Math.max(traces.length, entries.length)
  }

  async #newTraces(): Promise<TraceEvent[]> {
    const { traceId } = this.#position
    const late = await this.#store.tracesBetween({ after: earlierId(traceId), upTo: traceId, limit: mostAtOnce })
    const next = await this.#store.tracesBetween({ after: traceId, limit: mostAtOnce })
    return [...late, ...next].filter(({ id }) => !this.#toldTraces.has(id))
  }

  async #newEntries(): Promise<AuditEntry[]> {
    const { auditId } = this.#position
    const earlier = Math.max(auditId - lookBackEntries, this.#begin.auditId)
    const late = await this.#store.auditBetween({ after: earlier, upTo: auditId, limit: lookBackEntries })
    const next = await this.#store.auditBetween({ after: auditId, limit: mostAtOnce })
    return [...late, ...next].filter(({ id }) => !this.#toldEntries.has(id))
  }

  #forgetOld(): void {
    const oldest = earlierId(this.#position.traceId)
    this.#toldTraces = new Set([...this.#toldTraces].filter((id) => id >= oldest))
    this.#toldEntries = new Set([...this.#toldEntries].filter((id) => id > this.#position.auditId - lookBackEntries))
  }
}

/** The smallest id of {@link lookBackMs} before: the time is the first 48 bits (RFC 9562, section 5.7). */
function earlierId(id: string): string {
  const timeMs = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
  if (Number.isNaN(timeMs)) return ''
  return idAt(timeMs - lookBackMs)
}

/** What is below every id of this time, and above those before. */
function idAt(timeMs: number): string {
  const hex = Math.max(0, timeMs).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}`
}
