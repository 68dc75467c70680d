/** `[from, to)` in UTF-16 code units. */
export type Range = readonly [from: number, to: number]

const around = 100
const mostWindows = 20

/** What is shown of a long text at first: its beginning, and what stands around the marks further on. In order, apart. */
export function shownRanges(
  length: number,
  { limit, marks }: { limit: number; marks: readonly { readonly start: number; readonly end: number }[] },
): Range[] {
  const windows = marks
    .filter(({ end, start }) => end > limit && start < length)
    .slice(0, mostWindows)
    .map(
      ({ start, end }): Range => [Math.max(0, start - around), Math.min(length, Math.min(end, start + 2_000) + around)],
    )
  const ordered = [[0, Math.min(limit, length)] as Range, ...windows].sort(([left], [right]) => left - right)
  const ranges: Range[] = []
  for (const [from, to] of ordered) {
    const last = ranges.at(-1)
    if (last !== undefined && from <= last[1]) ranges[ranges.length - 1] = [last[0], Math.max(last[1], to)]
    else ranges.push([from, to])
  }
  return ranges
}
