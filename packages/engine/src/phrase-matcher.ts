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
    position += phrase.length + 1
  }
  return { find: (text) => findPhrase(root, text) }
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
