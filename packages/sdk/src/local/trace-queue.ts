import type { Content, Decision, Reason, Role } from '@agentsentry/contract'
import type { LocalSession } from './local-session.ts'

/** Where the line of a trace lies in the folder. */
export interface Place {
  readonly segment: string
  /** In bytes. */
  readonly offset: number
  readonly length: number
}

/** A trace as it waits: what it says is text, which nobody can change any more. */
export interface WaitingTrace {
  readonly key: string
  readonly session: LocalSession
  readonly role: Role
  /** JSON of its content; null where that lies on disk only. */
  contentJson: string | null
  /** Of that text, in UTF-16 code units. */
  readonly size: number
  /** What was decided here; null when the server was asked. */
  readonly local: { readonly decision: Decision; readonly rule_set: number } | null
  place: Place | null
  /** Told once what became of it. */
  readonly onSettled: ((outcome: SettledTrace) => void) | null
  isSettled: boolean
  isUnderWay: boolean
}

export type SettledTrace =
  | {
      readonly kind: 'recorded'
      readonly id: string
      readonly decision: Decision
      readonly reasons: readonly Reason[]
      readonly masked: number
      /** Null where nothing was masked, or what was does not matter here. */
      readonly payload: Content | null
    }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly detail: string }

/** A few hundred bytes beside its text. */
const bytesOfEntry = 300

/** Traces in the order in which they were taken. */
export class TraceQueue {
  #entries: WaitingTrace[] = []
  #first = 0
  /** Those that may be dropped, in the same order; some of them may be settled. */
  #droppable: WaitingTrace[] = []
  #firstDroppable = 0
  #count = 0
  #bytes = 0

  get count(): number {
    return this.#count
  }

  /** In memory. */
  get bytes(): number {
    return this.#bytes
  }

  push(trace: WaitingTrace): void {
    this.#entries.push(trace)
    if (mayBeDropped(trace)) this.#droppable.push(trace)
    this.#count += 1
    this.#bytes += bytesOfEntry + (trace.contentJson === null ? 0 : 2 * trace.size)
  }

  /** Those that come first, without taking them out. */
  *waiting(): Generator<WaitingTrace> {
    for (let at = this.#first; at < this.#entries.length; at += 1) {
      const trace = this.#entries[at]
      if (trace !== undefined && !trace.isSettled) yield trace
    }
  }

  /** Takes a trace out, wherever it stands. */
  settle(trace: WaitingTrace): void {
    if (trace.isSettled) return
    this.#forgetText(trace)
    trace.isSettled = true
    this.#count -= 1
    this.#bytes -= bytesOfEntry
    while (this.#entries[this.#first]?.isSettled) this.#first += 1
    if (this.#first > 1_000 && this.#first > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }

  /** Leaves the text of a trace to the disk. */
  leaveToDisk(trace: WaitingTrace): void {
    if (trace.place !== null && !trace.isSettled) this.#forgetText(trace)
  }

  /** The oldest trace that may be dropped, taken out; null when there is none. */
  drop(): WaitingTrace | null {
    for (; this.#firstDroppable < this.#droppable.length; this.#firstDroppable += 1) {
      const trace = this.#droppable[this.#firstDroppable] as WaitingTrace
      if (trace.isSettled) continue
      // What is under way may have arrived: those behind it are dropped.
      if (trace.isUnderWay) break
      this.settle(trace)
      return trace
    }
    if (this.#firstDroppable > 0) {
      this.#droppable = this.#droppable.slice(this.#firstDroppable)
      this.#firstDroppable = 0
    }
    const at = this.#droppable.findIndex(({ isSettled, isUnderWay }) => !isSettled && !isUnderWay)
    const [trace] = at < 0 ? [] : this.#droppable.splice(at, 1)
    if (trace === undefined) return null
    this.settle(trace)
    return trace
  }

  #forgetText(trace: WaitingTrace): void {
    if (trace.contentJson !== null) this.#bytes -= 2 * trace.size
    trace.contentJson = null
  }
}

/** What was let through may be lost at worst; what stopped an agent, or somebody waits for, never. */
export function mayBeDropped({ local }: Pick<WaitingTrace, 'local'>): boolean {
  return local !== null && (local.decision === 'allow' || local.decision === 'warn')
}
