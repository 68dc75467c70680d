import type { TimelineTrace } from './timeline-step.ts'

/** A place in a session: a trace, or where one was passed over by a filter. */
export interface Place {
  readonly id: string
  readonly at: string
}

/** A run of traces of a session, oldest first, as the server gives it. */
export interface StepsPage {
  readonly traces: readonly TimelineTrace[]
  /** How far was looked, in both directions: with a filter that may be further than the traces reach. */
  readonly from: Place | null
  readonly to: Place | null
  readonly atStart: boolean
  readonly atEnd: boolean
}

/** What a page holds of a session, however long that is. */
export type StepWindow = StepsPage

const mostHeld = 1_000

/** The window with what comes behind it; what is furthest away is let go. */
export function extendNewer(window: StepWindow, page: StepsPage, most = mostHeld): StepWindow {
  const traces = merge(window.traces, page.traces)
  const kept = traces.slice(Math.max(0, traces.length - most))
  const isCut = kept.length < traces.length
  return {
    traces: kept,
    from: isCut ? placeOf(kept[0]) : (window.from ?? page.from),
    to: later(window.to, page.to),
    atStart: window.atStart && !isCut,
    atEnd: page.atEnd,
  }
}

/** The window with what comes before it; what is furthest away is let go. */
export function extendOlder(window: StepWindow, page: StepsPage, most = mostHeld): StepWindow {
  const traces = merge(page.traces, window.traces)
  const kept = traces.slice(0, most)
  const isCut = kept.length < traces.length
  return {
    traces: kept,
    from: page.from ?? window.from,
    to: isCut ? placeOf(kept.at(-1)) : (window.to ?? page.to),
    atStart: page.atStart,
    atEnd: window.atEnd && !isCut,
  }
}

/** The window with newer knowledge of traces that it holds: a decision that was raised. Others are not taken in. */
export function renewTraces(window: StepWindow, traces: readonly TimelineTrace[]): StepWindow {
  const newer = new Map(traces.map((trace) => [trace.id, trace]))
  return { ...window, traces: window.traces.map((trace) => newer.get(trace.id) ?? trace) }
}

/**
 * Where to look for what is new: a few traces before the end, for traces are not committed in the order of their ids. Null
 * for the beginning.
 */
export function tailPlace({ traces, to }: StepWindow, overlap = 20): Place | null {
  if (traces.length > overlap) return placeOf(traces[traces.length - 1 - overlap])
  return traces.length === 0 ? to : null
}

/** Ids sort by time. What comes twice is taken as it came last. */
function merge(left: readonly TimelineTrace[], right: readonly TimelineTrace[]): TimelineTrace[] {
  const [lastLeft, firstRight] = [left.at(-1), right[0]]
  if (lastLeft === undefined || firstRight === undefined || lastLeft.id < firstRight.id) return [...left, ...right]
  const all = new Map([...left, ...right].map((trace) => [trace.id, trace]))
  return [...all.values()].sort((one, other) => (one.id < other.id ? -1 : 1))
}

function placeOf(trace: TimelineTrace | undefined): Place | null {
  return trace === undefined ? null : { id: trace.id, at: trace.createdAt }
}

function later(left: Place | null, right: Place | null): Place | null {
  if (left === null || right === null) return left ?? right
  return left.id > right.id ? left : right
}
