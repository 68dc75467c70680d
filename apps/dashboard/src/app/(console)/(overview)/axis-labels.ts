const daySeconds = 24 * 60 * 60

/** Times of day where the reader is, the date where a day begins, and dates alone where the steps are days. */
export function timeLabels(splits: readonly number[], stepSeconds: number): string[] {
  return splits.map((seconds) => {
    const time = new Date(seconds * 1_000)
    const isMidnight = time.getHours() === 0 && time.getMinutes() === 0
    if (stepSeconds >= daySeconds || isMidnight) {
      return time.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
    }
    return time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  })
}

/** 950, 1.2k, 3M: an axis has little room. */
export function countLabels(splits: readonly number[]): string[] {
  return splits.map((count) => count.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 1 }))
}

/** Whole numbers only: there is no half a step of an agent. */
export const countIncrements: readonly number[] = Array.from({ length: 13 }, (_, power) => 10 ** power).flatMap(
  (power) => [power, 2 * power, 5 * power],
)
