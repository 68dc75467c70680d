/** Everything that moves a cursor, hides text or turns its direction, but not the end of a line. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** Text from outside that people will read in terminals and pages: nothing unseen in it, well-formed, at most so long. */
export function plainText(text: string, limit: number): string {
  const plain = text
    .toWellFormed()
    .replace(unseen, (character) => (character === '\n' ? '\n' : ' '))
    .trim()
  return plain.length <= limit ? plain : `${plain.slice(0, limit).toWellFormed()}…`
}

/** The same in one line. */
export function plainLine(text: string, limit: number): string {
  return plainText(text.replace(unseen, ' ').replace(/\s+/g, ' '), limit)
}
