import type { Decision, Stats } from '@agentsentry/contract'

/** From the foot of a bar up: what stops an agent stands on the axis, where heights can be compared. */
export const stackOrder = ['block', 'ask', 'redact', 'warn', 'allow'] as const satisfies readonly Decision[]

/**
 * Columns for a plot: the starts of the steps in seconds, then for each decision, the top of its part of the bar. A bar is
 * drawn from the highest top down, each over the one before. Null where there is none of it; decisions that are not shown
 * take no room.
 */
export function stackSeries(
  series: Stats['series'],
  isShown: (decision: Decision) => boolean,
): [starts: number[], ...tops: (number | null)[][]] {
  const starts = series.map(({ at }) => Date.parse(at) / 1_000)
  const tops = new Array<number>(series.length).fill(0)
  const stacked = stackOrder.map((decision) =>
    series.map((step, index) => {
      const count = isShown(decision) ? step[decision] : 0
      tops[index] = (tops[index] ?? 0) + count
      return count === 0 ? null : (tops[index] ?? null)
    }),
  )
  return [starts, ...stacked.reverse()]
}

/** Which step a time is in; null where none is. */
export function stepAt(
  timeSeconds: number,
  { starts, stepSeconds }: { starts: readonly number[]; stepSeconds: number },
): number | null {
  const [first] = starts
  if (first === undefined) return null
  const index = Math.floor((timeSeconds - first) / stepSeconds)
  return index >= 0 && index < starts.length ? index : null
}

/** The whole steps that a part of the axis touches, in seconds. */
export function wholeSteps(
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
  { starts, stepSeconds }: { starts: readonly number[]; stepSeconds: number },
): { fromSeconds: number; toSeconds: number } | null {
  const [first] = starts
  if (first === undefined) return null
  const firstStep = Math.max(0, Math.floor((fromSeconds - first) / stepSeconds))
  const endStep = Math.min(starts.length, Math.ceil((toSeconds - first) / stepSeconds))
  if (endStep <= firstStep) return null
  return { fromSeconds: first + firstStep * stepSeconds, toSeconds: first + endStep * stepSeconds }
}
