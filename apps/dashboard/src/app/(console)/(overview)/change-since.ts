/** How a count stands to that of the period before. */
export interface Change {
  readonly direction: 'more' | 'fewer' | 'same'
  /** Beside the count: “+12 %”, “−3 %”, “×14”, “new”, “no change”. */
  readonly short: string
  /** For screen readers and on hover; goes before the name of the period. */
  readonly long: string
}

/** Beyond this factor a percentage says less than the factor. */
const largestPercent = 999

export function changeSince(before: number, now: number): Change {
  const were = `${before.toLocaleString('en')} in`
  if (now === before) return { direction: 'same', short: 'no change', long: 'as many as in' }
  const direction = now > before ? 'more' : 'fewer'
  if (before === 0) return { direction, short: 'new', long: 'none in' }
  const percent = Math.round((Math.abs(now - before) / before) * 100)
  if (percent > largestPercent) {
    return { direction, short: `×${Math.round(now / before).toLocaleString('en')}`, long: were }
  }
  const shown = percent === 0 ? '<1' : String(percent)
  return { direction, short: `${now > before ? '+' : '−'}${shown} %`, long: were }
}
