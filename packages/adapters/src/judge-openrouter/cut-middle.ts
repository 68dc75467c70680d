/**
 * The text with its middle left out where it is longer than `limit` UTF-16 code units, and the given line in its place.
 * Begin and end stay, as that is where instructions and payloads mostly are. No surrogate pair is torn.
 */
export function cutMiddle(text: string, limit: number, gap: (leftOut: number) => string): string {
  if (text.length <= limit) return text
  let headEnd = Math.ceil(limit / 2)
  let tailStart = text.length - Math.floor(limit / 2)
  if (isHighSurrogate(text.charCodeAt(headEnd - 1))) headEnd--
  if (isHighSurrogate(text.charCodeAt(tailStart - 1))) tailStart++
  return `${text.slice(0, headEnd)}\n${gap(tailStart - headEnd)}\n${text.slice(tailStart)}`
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
