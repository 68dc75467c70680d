import { type MappedText, rewrite } from '../mapped-text.ts'

const word = /(?<![\w@$!.-])[A-Za-z013457@$!]{1,32}(?![\w@$])/g
const certain = /[A-Za-z][013457@$!]+[A-Za-z]|^[013457@$!]+[A-Za-z]{2}/
const ordinal = /^\d+(?:st|nd|rd|th|[a-z]{1,2})$/i
const letters: Readonly<Record<string, string>> = { 0: 'o', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' }

/** Signs that look like letters as letters, in words that hold no others. `1` and `!` read as the letter given. */
export function withoutLeet(text: string, one: 'i' | 'l'): MappedText | null {
  return rewrite(text, word, (found) => {
    const end = found.length > 2 && found.endsWith('!') ? found.search(/!+$/) : found.length
    const core = found.slice(0, end)
    if (!/[013457@$!]/.test(core)) return null
    return core.replaceAll(/[013457@$!]/g, (sign) => letters[sign] ?? one) + found.slice(end)
  })
}

const inside = /[A-Za-z][013457@$!]+[A-Za-z]|[013457@$!][A-Za-z]{2}/g
const ofWord = /[A-Za-z013457@$!]/
const forbiddenBefore = /[\w@$!.-]/
const forbiddenAfter = /[\w@$]/
const longest = 32

/** A hash, an id or a colour: digits of hex, several of them no letters. */
const hexadecimal = /^(?=(?:[a-f]*\d){2})[\da-f]{6,}$/i

/**
 * Where words stand that hold such a sign inside or before them; `1st`, e-mail addresses and hashes do not count. Goes by
 * the signs, since most words hold none.
 */
export function* leetWords(text: string): Generator<number> {
  let behind = 0
  for (const match of text.matchAll(inside)) {
    if (match.index < behind) continue
    const [start, end] = wordAround(text, match.index)
    behind = end
    if (end - start > longest || forbiddenBefore.test(text.charAt(start - 1)) || forbiddenAfter.test(text.charAt(end)))
      continue
    const found = text.slice(start, end)
    if (found.length < 3 || !certain.test(found) || ordinal.test(found) || hexadecimal.test(found)) continue
    if (found.includes('@') && /^[.-]\w/.test(text.slice(end, end + 2))) continue
    yield start
  }
}

/** The run of letters and signs that `at` stands in, as far as it matters. */
function wordAround(text: string, at: number): [number, number] {
  let start = at
  while (start > 0 && at - start <= longest && ofWord.test(text.charAt(start - 1))) start--
  let end = at
  while (end < text.length && ofWord.test(text.charAt(end))) end++
  return [start, end]
}
