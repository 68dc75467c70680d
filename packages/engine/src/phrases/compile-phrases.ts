import type { Starts } from '../literals/starts.ts'
import type { Match, Matcher } from '../matcher.ts'
import { letters } from '../regex/alphabets.ts'
import type { Anchor } from '../regex/anchors.ts'
import type { Needs } from '../regex/needs.ts'
import type { Neighbours } from '../regex/neighbours.ts'
import { CompileError } from '../rule-fault.ts'
import { runToEnd } from '../run-to-end.ts'
import { BesideWord } from './beside-word.ts'
import { PhraseAutomaton } from './phrase-automaton.ts'
import { forEachToken } from './tokenize.ts'
import { windowAround } from './word-window.ts'

/**
 * Compiles phrases separated by `|`. A phrase matches where its tokens follow one another in the text, whatever their
 * case and whatever white space lies between them. Of the phrases that begin at one token the longest is reported.
 */
export function compilePhrases(pattern: string): Matcher {
  const phrases: string[][] = []
  let position = 0
  for (const phrase of pattern.split('|')) {
    const words = wordsOf(phrase)
    if (words.length === 0) {
      throw new CompileError({
        field: 'pattern',
        code: 'phrase_empty',
        message: 'a phrase holds no word',
        position,
        hint: 'phrases are separated by one `|`, without one at either end',
      })
    }
    phrases.push(words)
    position += phrase.length + 1
  }
  const mostTokens = Math.max(...phrases.map(({ length }) => length))
  let beside: BesideWord | null = null
  let automaton: PhraseAutomaton | null = null
  return {
    phrases,
    needs: needsOf(phrases),
    executor: 'phrases',
    executorReason: null,
    find: (text, from, starts) => {
      automaton ??= runToEnd(PhraseAutomaton.build(phrases.map((words) => ({ rule: 0, words }))))
      beside ??= besideOf(phrases)
      const windows = starts === null ? null : windowsAround(text, starts, { tokens: mostTokens, beside })
      return windows === null ? searchFrom(automaton, text, from) : searchWindows(automaton, text, from, windows)
    },
  }
}

type Window = readonly [start: number, end: number]

function searchFrom(automaton: PhraseAutomaton, text: string, from: number): Match | null {
  return automaton.search(text, from).get(0) ?? null
}

function searchWindows(
  automaton: PhraseAutomaton,
  text: string,
  from: number,
  windows: readonly Window[],
): Match | null {
  let first: Match | null = null
  for (const [start, end] of windows) {
    const found = searchFrom(automaton, text.slice(start, end), Math.max(0, from - start))
    if (found === null || (first !== null && first.start < start + found.start)) continue
    const match = { start: start + found.start, end: start + found.end }
    if (first === null || match.start < first.start || match.end > first.end) first = match
  }
  return first
}

/** Around each place where a word stands that some phrase needs; null when the whole text is read as quickly. */
function windowsAround(
  text: string,
  starts: Starts,
  { tokens, beside }: { readonly tokens: number; readonly beside: BesideWord },
): Window[] | null {
  const windows: Window[] = []
  const places = starts.from(0)
  if (places === null) return null
  for (const [from, to] of places) {
    if (from === to && !beside.mayStand(text, from)) continue
    const window = from === to ? windowAround(text, from, tokens) : null
    if (window === null || windows.length >= mostWindows) return null
    windows.push(window)
  }
  return windows
}

const mostWindows = 12

function wordsOf(phrase: string): string[] {
  const words: string[] = []
  forEachToken(phrase, (start, end) => words.push(phrase.slice(start, end).toLowerCase()))
  return words
}

/** The longest ASCII word of a phrase. One with a letter beyond ASCII is not read alike by literals and by phrases. */
function longestWordOf(words: readonly string[]): string | null {
  const ascii = words.filter((word) => /^[\x21-\x7e]+$/.test(word))
  return ascii.length === 0 ? null : ascii.reduce((best, word) => (word.length > best.length ? word : best))
}

function besideOf(phrases: readonly (readonly string[])[]): BesideWord {
  const beside = new BesideWord()
  for (const words of phrases) {
    const longest = longestWordOf(words)
    if (longest !== null) beside.add(words, words.indexOf(longest))
  }
  return beside
}

/** The word by which each phrase is looked for. */
function needsOf(phrases: readonly (readonly string[])[]): Needs | null {
  const longest = new Set<string>()
  for (const words of phrases) {
    const word = longestWordOf(words)
    if (word === null) return null
    longest.add(word)
  }
  return { first: { kind: 'literals', alphabet: letters, anchors: [...longest].map(anchorOf) }, second: null }
}

/** For a phrase the places where its word stands, and not where it may begin, are what a search goes by. A word stands between characters that are none of a word; beyond ASCII that is for the tokens to tell. */
function anchorOf(longest: string): Anchor {
  const literal = longest.slice(0, longestLiteral)
  const isWord = /^\w+$/.test(longest)
  return {
    literal,
    before: { min: 0, max: 0 },
    lead: null,
    previous: isWord ? noWordCharacter : null,
    next: isWord && literal === longest ? noWordCharacter : null,
  }
}

const longestLiteral = 12
const noWordCharacter: Neighbours = Uint8Array.from({ length: 130 }, (_, entry) =>
  entry < 128 && /\w/.test(String.fromCharCode(entry)) ? 0 : 1,
)
