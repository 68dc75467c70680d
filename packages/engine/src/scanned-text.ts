import type { Line } from './collect-text.ts'
import { formatPointer } from './glob.ts'
import type { Match } from './matcher.ts'

/** A match brought back to the place in content that it came from. */
export interface Location {
  readonly path: string
  readonly span: [number, number]
  readonly keySpan: [number, number] | null
  readonly via: readonly string[]
}

/** Lines joined for matching. Where each line begins is worked out when first asked. */
export class ScannedText {
  readonly text: string
  readonly #lines: readonly Line[]
  readonly #hasSeams: boolean
  #starts: number[] | undefined

  constructor(lines: readonly Line[]) {
    this.#lines = lines
    this.#hasSeams = lines.some(({ seam }) => seam !== undefined)
    this.text = lines.map((line) => line.prefix + line.value).join('\n')
  }

  /** True when there is nothing to read at all, which is not the same as an empty text. */
  get isEmpty(): boolean {
    return this.#lines.length === 0
  }

  /** False for a match that stands on one side of the seam of its line, or goes on behind the end of that line. */
  counts(match: Match): boolean {
    if (!this.#hasSeams) return true
    const index = this.#firstLineTouched(match)
    const line = this.#lines[index]
    if (line?.seam === undefined) return true
    const valueStart = (this.#lineStarts()[index] ?? 0) + line.prefix.length
    const seam = valueStart + line.seam
    return match.start < seam && match.end > seam && match.end <= valueStart + line.value.length + 1
  }

  /** Where a match begins: the first line of which it covers a character, cut to that line. */
  locate(match: Match): Location {
    const index = this.#firstLineTouched(match)
    const line = this.#lines[index]
    if (line === undefined) return { path: '', span: [0, 0], keySpan: null, via: [] }
    const lineStart = this.#lineStarts()[index] ?? 0
    const valueStart = lineStart + line.prefix.length
    const keyStart = clamp(match.start - lineStart, line.keyLength)
    const keyEnd = clamp(match.end - lineStart, line.keyLength)
    const start = clamp(match.start - valueStart, line.value.length)
    const end = clamp(match.end - valueStart, line.value.length)
    const place = line.origin?.locate(start, end) ?? { segments: line.segments, span: [start, end] }
    return {
      path: formatPointer(place.segments),
      span: place.span,
      keySpan: keyStart < keyEnd ? [keyStart, keyEnd] : null,
      via: line.origin?.via ?? [],
    }
  }

  /** Every line of which a match covers a character, with the part that it covers, counted from where the line begins. */
  *touched({ start, end }: Match): Generator<{ readonly line: Line; readonly start: number; readonly end: number }> {
    const starts = this.#lineStarts()
    for (let index = this.#firstLineTouched({ start, end }); index < this.#lines.length; index++) {
      const line = this.#lines[index] as Line
      const lineStart = starts[index] as number
      if (lineStart >= end) return
      const length = line.prefix.length + line.value.length
      yield { line, start: clamp(start - lineStart, length), end: clamp(end - lineStart, length) }
    }
  }

  #firstLineTouched(match: Match): number {
    const starts = this.#lineStarts()
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= match.start) low = middle
      else high = middle - 1
    }
    // A match may begin with the line break itself; what it is about then stands on the next line.
    const next = starts[low + 1]
    return next !== undefined && match.start === next - 1 && match.end > next ? low + 1 : low
  }

  #lineStarts(): number[] {
    if (this.#starts === undefined) {
      this.#starts = []
      let at = 0
      for (const line of this.#lines) {
        this.#starts.push(at)
        at += line.prefix.length + line.value.length + 1
      }
    }
    return this.#starts
  }
}

function clamp(offset: number, length: number): number {
  return Math.min(Math.max(offset, 0), length)
}
