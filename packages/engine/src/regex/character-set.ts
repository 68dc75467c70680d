/** Greatest code point. */
export const lastCodePoint = 0x10ffff

/**
 * A set of code points: sorted, disjoint `[from, to]` pairs, both ends included. When `isApproximate`, the ASCII part is
 * exact and beyond ASCII the set may hold less than the ranges say.
 */
export interface CharacterSet {
  readonly ranges: readonly (readonly [from: number, to: number])[]
  readonly isApproximate: boolean
}

export function setOf(ranges: readonly (readonly [number, number])[], isApproximate = false): CharacterSet {
  const sorted = [...ranges].sort((left, right) => left[0] - right[0])
  const merged: [number, number][] = []
  for (const [from, to] of sorted) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return { ranges: merged, isApproximate }
}

export function union(sets: readonly CharacterSet[]): CharacterSet {
  return setOf(
    sets.flatMap((set) => set.ranges),
    sets.some((set) => set.isApproximate),
  )
}

/** Of an approximate set the complement is approximate as well: beyond ASCII it may hold anything. */
export function complement(set: CharacterSet): CharacterSet {
  const ranges: [number, number][] = []
  let next = 0
  for (const [from, to] of set.ranges) {
    if (from > next) ranges.push([next, from - 1])
    next = to + 1
  }
  if (next <= lastCodePoint) ranges.push([next, lastCodePoint])
  return set.isApproximate ? withAnythingBeyondAscii({ ranges, isApproximate: true }) : { ranges, isApproximate: false }
}

export function withAnythingBeyondAscii(set: CharacterSet): CharacterSet {
  return setOf([...set.ranges, [0x80, lastCodePoint]], true)
}

export function overlaps(left: CharacterSet, right: CharacterSet): boolean {
  let [atLeft, atRight] = [0, 0]
  for (;;) {
    const one = left.ranges[atLeft]
    const other = right.ranges[atRight]
    if (one === undefined || other === undefined) return false
    if (one[0] <= other[1] && other[0] <= one[1]) return true
    if (one[1] < other[1]) atLeft++
    else atRight++
  }
}

export function holds(set: CharacterSet, codePoint: number): boolean {
  return set.ranges.some(([from, to]) => codePoint >= from && codePoint <= to)
}

/** How many code points the ranges cover. */
export function sizeOf(set: CharacterSet): number {
  return set.ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

export const digits = setOf([[0x30, 0x39]])
export const asciiLetters = setOf([
  [0x41, 0x5a],
  [0x61, 0x7a],
])
export const wordCharacters = union([digits, asciiLetters, setOf([[0x5f, 0x5f]])])
export const anyCharacter = setOf([[0, lastCodePoint]])

/**
 * The set with the other case of every character, as RE2's `(?i)` takes it: for ASCII letters that includes `ſ` and the
 * Kelvin sign. Beyond ASCII the case folding of the executor's own Unicode version counts, so the set becomes approximate.
 */
export function foldCase(set: CharacterSet): CharacterSet {
  const ranges: (readonly [number, number])[] = [...set.ranges]
  for (let lower = 0x61; lower <= 0x7a; lower++) {
    const variants = variantsOf(lower)
    if (variants.some((variant) => holds(set, variant))) for (const variant of variants) ranges.push([variant, variant])
  }
  const hasOthers = set.ranges.some(([from, to]) => to >= 0x80 && !(from === to && (from === 0x17f || from === 0x212a)))
  const folded = setOf(ranges, set.isApproximate)
  return hasOthers ? withAnythingBeyondAscii(folded) : folded
}

function variantsOf(lower: number): number[] {
  const variants = [lower - 0x20, lower]
  if (lower === 0x73) variants.push(0x17f)
  if (lower === 0x6b) variants.push(0x212a)
  return variants
}
