/** “85 µs”, “1.2 ms”, “3.4 s”: two digits that matter, and the unit in which they are read. */
export function formatMicroseconds(microseconds: number): string {
  if (microseconds < 999.5) return `${Math.round(microseconds)} µs`
  if (microseconds < 999_500) return `${twoDigits(microseconds / 1_000)} ms`
  return `${twoDigits(microseconds / 1_000_000)} s`
}

function twoDigits(value: number): string {
  return value < 9.95 ? value.toFixed(1) : Math.round(value).toLocaleString('en')
}
