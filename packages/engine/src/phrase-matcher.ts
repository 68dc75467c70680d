import { RE2JS } from 're2js'
import type { Matcher } from './matcher.ts'
import { CompileError } from './rule-fault.ts'
import type { Match, ScannedText } from './scanned-text.ts'
import { tokenize } from './tokenize.ts'

/** A trie over tokens. A node that ends a phrase says so; deeper phrases may go on from it. */
interface PhraseNode {
  readonly next: Map<string, PhraseNode>
  endsPhrase: boolean
}

/**
 * Compiles phrases separated by `|`. A phrase matches where its tokens follow one another in the text, whatever their
 * case and whatever white space lies between them. Of the phrases that begin at one token the longest is reported.
 */
export function compilePhrases(pattern: string): Matcher {
  const root: PhraseNode = { next: new Map(), endsPhrase: false }
  const phrases: string[][] = []
  let position = 0
  for (const phrase of pattern.split('|')) {
    const { words } = tokenize(phrase)
    if (words.length === 0) {
      throw new CompileError({
        field: 'pattern',
        code: 'phrase_empty',
        message: 'a phrase holds no word',
        position,
        hint: 'phrases are separated by one `|`, without one at either end',
      })
    }
    addPhrase(root, words)
    phrases.push([...words])
    position += phrase.length + 1
  }
  return { find: (text) => findPhrase(root, text), necessary: necessaryPattern(phrases) }
}

/** White space as `tokenize` skips it, in RE2's words. */
const anySpace = '[\\s\\v\\pZ\\x{FEFF}]*'

/**
 * The words of each phrase with any white space between them. Only for ASCII: there RE2's `(?i)` admits at least what
 * lower case makes equal, elsewhere it may not.
 */
function necessaryPattern(phrases: readonly string[][]): string | null {
  if (phrases.flat().some((word) => !/^[\x21-\x7e]+$/.test(word))) return null
  return `(?i)${phrases.map((words) => words.map(RE2JS.quote).join(anySpace)).join('|')}`
}

function addPhrase(root: PhraseNode, words: readonly string[]): void {
  let node = root
  for (const word of words) {
    let next = node.next.get(word)
    if (next === undefined) {
      next = { next: new Map(), endsPhrase: false }
      node.next.set(word, next)
    }
    node = next
  }
  node.endsPhrase = true
}

function findPhrase(root: PhraseNode, text: ScannedText): Match | null {
  const { words, starts, ends } = text.tokens
  for (let first = 0; first < words.length; first++) {
    let node = root.next.get(words[first] as string)
    let last = -1
    for (let at = first; node !== undefined; node = node.next.get(words[++at] as string)) if (node.endsPhrase) last = at
    if (last >= 0) return { start: starts[first] as number, end: ends[last] as number }
  }
  return null
}
