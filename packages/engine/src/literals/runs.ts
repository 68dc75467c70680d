/**
 * Calls back for every stretch of at least `least` ASCII letters, digits and `_`, as far as it reaches. Reads only every
 * `least`th character where there is none.
 */
export function forEachRun(text: string, least: number, found: (start: number, end: number) => void): void {
  let at = least - 1
  while (at < text.length) {
    if (!isWord(text.charCodeAt(at))) {
      at += least
      continue
    }
    let start = at
    while (start > 0 && isWord(text.charCodeAt(start - 1))) start--
    let end = at + 1
    while (end < text.length && isWord(text.charCodeAt(end))) end++
    if (end - start >= least) found(start, end)
    at = end + least
  }
}

function isWord(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f
  )
}
