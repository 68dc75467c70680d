import { isAsciiWord } from '../ascii.ts'

/**
 * Calls back for every stretch of at least `least` ASCII letters, digits and `_`, as far as it reaches. Reads only every
 * `least`th character where there is none.
 */
export function forEachRun(text: string, least: number, found: (start: number, end: number) => void): void {
  let at = least - 1
  while (at < text.length) {
    if (!isAsciiWord(text.charCodeAt(at))) {
      at += least
      continue
    }
    let start = at
    while (start > 0 && isAsciiWord(text.charCodeAt(start - 1))) start--
    let end = at + 1
    while (end < text.length && isAsciiWord(text.charCodeAt(end))) end++
    if (end - start >= least) found(start, end)
    at = end + least
  }
}
