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

const longest = 32

/** A hash, an id or a colour: digits of hex, several of them no letters. */
const hexadecimal = /^(?=(?:[a-f]*\d){2})[\da-f]{6,}$/i

// Kinds of characters.
const letter = 1
const sign = 2
const forbiddenBefore = 4
const forbiddenAfter = 8

const ofWord = letter | sign

const kinds = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/[A-Za-z]/.test(character)) kinds[code] = letter
  if (/[013457@$!]/.test(character)) kinds[code] = sign
  if (/[\w@$!.-]/.test(character)) kinds[code] = (kinds[code] as number) | forbiddenBefore
  if (/[\w@$]/.test(character)) kinds[code] = (kinds[code] as number) | forbiddenAfter
}

function kindAt(text: string, at: number): number {
  const code = at < 0 || at >= text.length ? 128 : text.charCodeAt(at)
  return code < 128 ? (kinds[code] as number) : 0
}

/**
 * Where words stand that hold such a sign inside or before them; `1st`, e-mail addresses and hashes do not count. Goes by
 * the places of letters behind such signs, in order, since most words hold none.
 */
export function leetWords(text: string, places: readonly number[]): number[] {
  const found: number[] = []
  let behind = 0
  for (const at of places) {
    if (at < behind) continue
    const [start, end] = wordAround(text, at)
    if (isInLeet(text, start, end)) found.push(start)
    behind = end
  }
  return found
}

function isInLeet(text: string, start: number, end: number): boolean {
  if (end - start > longest || end - start < 3) return false
  if ((kindAt(text, start - 1) & forbiddenBefore) !== 0 || (kindAt(text, end) & forbiddenAfter) !== 0) return false
  const found = text.slice(start, end)
  if (!inside.test(found) || !certain.test(found) || ordinal.test(found) || hexadecimal.test(found)) return false
  return !found.includes('@') || !/^[.-]\w/.test(text.slice(end, end + 2))
}

const inside = /[A-Za-z][013457@$!]+[A-Za-z]|[013457@$!][A-Za-z]{2}/

/** The run of letters and signs that `at` stands in, as far as it matters. */
function wordAround(text: string, at: number): [number, number] {
  let start = at
  while (at - start <= longest && (kindAt(text, start - 1) & ofWord) !== 0) start--
  let end = at
  while ((kindAt(text, end) & ofWord) !== 0) end++
  return [start, end]
}
