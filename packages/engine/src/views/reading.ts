import type { Line } from '../collect-text.ts'
import type { MappedText } from './mapped-text.ts'

/** A value as it reads after some steps, with the way back to the leaf that it was made from. */
export interface Reading {
  /** The line of the collected text that it belongs to. */
  readonly line: Line
  readonly prefix: string
  readonly keyLength: number
  readonly value: string
  /** What was undone, outermost first. */
  readonly via: readonly string[]
  locate(start: number, end: number): [number, number]
}

/** A line as it stands. */
export function plainReading(line: Line): Reading {
  const { prefix, keyLength, value } = line
  return { line, prefix, keyLength, value, via: nothing, locate: asItStands }
}

const nothing: readonly string[] = []

function asItStands(start: number, end: number): [number, number] {
  return [start, end]
}

/** What a reading becomes by one more step; `step` is null for one that has no name of its own. */
export function derive(reading: Reading, mapped: MappedText, step: string | null): Reading {
  return {
    ...reading,
    value: mapped.text,
    via: step === null || reading.via.at(-1) === step ? reading.via : [...reading.via, step],
    locate: (start, end) => reading.locate(...mapped.locate(start, end)),
  }
}

/** `[from, to)` of a reading as a reading of its own. */
export function excerptReading(reading: Reading, from: number, to: number): Reading {
  return {
    ...reading,
    value: reading.value.slice(from, to),
    locate: (start, end) => reading.locate(from + start, from + end),
  }
}

export function lineOf(reading: Reading): Line {
  const { line, prefix, keyLength, value, via } = reading
  const { segments } = line
  return {
    prefix,
    keyLength,
    value,
    segments,
    origin: { via, locate: (start, end) => ({ segments, span: reading.locate(start, end) }) },
  }
}

/** A line that keeps apart two readings of one leaf, so that no rule takes them for one text. */
export function gapIn(line: Line): Line {
  return { prefix: '', keyLength: 0, value: '', segments: line.segments }
}
