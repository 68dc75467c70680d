import type { Line, Origin } from '../collect-text.ts'
import type { Budget } from './budget.ts'
import type { FoldedLine } from './fold/folded-line.ts'
import type { Reading } from './reading.ts'

/** How much of each end of a value is joined with its neighbours. */
const longestEnd = 200

/**
 * Values of one object or list one after another, without their keys and with or without a blank between them. A rule that
 * looks at some of them only reads those alone.
 */
export function joinedView(folded: readonly FoldedLine[], between: '' | ' ', budget: Budget): Line[] | null {
  const lines: Line[] = []
  for (const readings of containersOf(folded)) {
    for (const group of groupsOf(readings)) {
      if (group.length < 2) continue
      const line = joinedLine(group, between)
      if (budget.take(line.value.length)) lines.push(line)
    }
  }
  const tool = folded[0]?.looks.line
  const isTool = tool?.segments[0] === 'tool' && tool.segments.length === 1
  if (lines.length > 0 && isTool && budget.take(tool.prefix.length + tool.value.length)) lines.unshift(tool)
  return lines.length === 0 ? null : lines
}

/** Leaves by the container that holds them, those that say something. */
function containersOf(folded: readonly FoldedLine[]): Iterable<Reading[]> {
  const containers = new Map<string, Reading[]>()
  let lastSegments: readonly string[] = []
  let lastReadings: Reading[] = []
  for (const { looks } of folded) {
    const { segments } = looks.line
    if (segments.length < 2 || looks.value === '') continue
    if (!areSiblings(segments, lastSegments)) {
      const name = JSON.stringify(segments.slice(0, -1))
      const readings = containers.get(name)
      lastReadings = readings ?? []
      if (readings === undefined) containers.set(name, lastReadings)
      lastSegments = segments
    }
    lastReadings.push(looks)
  }
  return containers.values()
}

function areSiblings(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false
  for (let at = one.length - 2; at >= 0; at--) if (one[at] !== other[at]) return false
  return true
}

interface Piece {
  readonly reading: Reading
  readonly from: number
  readonly text: string
}

/** A long value ends one group with its beginning, and begins the next with its end. */
function* groupsOf(readings: readonly Reading[]): Generator<Piece[]> {
  let group: Piece[] = []
  for (const reading of readings) {
    const { value } = reading
    if (value.length <= 2 * longestEnd) {
      group.push({ reading, from: 0, text: value })
      continue
    }
    group.push({ reading, from: 0, text: value.slice(0, longestEnd) })
    yield group
    const from = value.length - longestEnd
    group = [{ reading, from, text: value.slice(from) }]
  }
  yield group
}

function joinedLine(pieces: readonly Piece[], between: string): Line {
  const starts: number[] = []
  let value = ''
  for (const { text } of pieces) {
    if (value !== '') value += between
    starts.push(value.length)
    value += text
  }
  const { segments } = (pieces[0] as Piece).reading.line
  const line: Line = {
    prefix: '',
    keyLength: 0,
    value,
    segments: segments.slice(0, -1),
    origin: originOf(pieces, starts),
    narrow: (admits) => {
      const left = pieces.filter(({ reading }) => admits(reading.line.segments))
      if (left.length === pieces.length) return line
      return left.length < 2 ? null : joinedLine(left, between)
    },
  }
  return line
}

/** The leaf in which a match begins, cut to that leaf. */
function originOf(pieces: readonly Piece[], starts: readonly number[]): Origin {
  return {
    via: [],
    locate(start, end) {
      let index = starts.length - 1
      while (index > 0 && (starts[index] as number) > start) index--
      const { reading, from, text } = pieces[index] as Piece
      const base = starts[index] as number
      const clamp = (offset: number) => from + Math.min(Math.max(offset - base, 0), text.length)
      return { segments: reading.line.segments, span: reading.locate(clamp(start), clamp(end)) }
    },
  }
}
