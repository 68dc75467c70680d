import type { Line } from '../collect-text.ts'

/** How many unchanged lines around a changed one a view repeats, and how long their values may be. */
const linesAround = 16
const longestNeighbour = 256

/**
 * Which lines a view shows: the changed ones, and short ones near them, because a rule may need both. The first line is
 * shown as well; of a tool's trace it is the name of the tool.
 */
export function withNeighbours(lines: readonly Line[], isChanged: (index: number) => boolean): number[] {
  const shown: number[] = []
  let lastChanged = Number.NEGATIVE_INFINITY
  let nextChanged = -1
  for (let index = 0; index < lines.length; index++) {
    if (nextChanged < index) {
      nextChanged = index
      while (nextChanged < lines.length && !isChanged(nextChanged)) nextChanged++
      if (nextChanged === lines.length) nextChanged = Number.POSITIVE_INFINITY
    }
    if (nextChanged === index) {
      lastChanged = index
      shown.push(index)
      continue
    }
    const isNear = index === 0 || index - lastChanged <= linesAround || nextChanged - index <= linesAround
    if (isNear && (lines[index] as Line).value.length <= longestNeighbour) shown.push(index)
  }
  return shown
}
