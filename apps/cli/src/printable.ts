/**
 * Text as one line that a terminal shows and does not obey: control and format characters become `\u{…}`. What is
 * judged may come from an attacker, and so may a name or an excerpt that is printed.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    return named.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
}

const named: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
])
