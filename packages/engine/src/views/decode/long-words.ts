const isDigit = new Uint8Array(128)
for (const digit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  isDigit[digit.charCodeAt(0)] = 1

/**
 * Runs of at least `shortest` digits of base64, as `[start, end)`. Looks at every so many characters and back from
 * there, so that prose costs little.
 */
export function longWords(text: string, shortest: number): [number, number][] {
  const found: [number, number][] = []
  for (let last = shortest - 1; last < text.length; ) {
    let at = last
    while (at > last - shortest && isDigit[text.charCodeAt(at)] === 1) at--
    if (at > last - shortest) {
      last = at + shortest
      continue
    }
    let end = last + 1
    while (end < text.length && isDigit[text.charCodeAt(end)] === 1) end++
    found.push([at + 1, end])
    last = end + shortest
  }
  return found
}
