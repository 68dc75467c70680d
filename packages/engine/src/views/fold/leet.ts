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

/** Where words stand that hold such a sign inside or before them; `1st` and e-mail addresses do not count. */
export function* leetWords(text: string): Generator<number> {
  for (const match of text.matchAll(word)) {
    const [found] = match
    if (found.length < 3 || !certain.test(found) || ordinal.test(found)) continue
    const after = match.index + found.length
    if (found.includes('@') && /^[.-]\w/.test(text.slice(after, after + 2))) continue
    yield match.index
  }
}
