import { Dice } from './dice.ts'
import { ruleSetOf, searchEngine } from './engine-search.ts'
import { classifyDifference, type PhraseClass } from './phrase-classes.ts'
import { generatePhrase, type PhraseQuestion } from './phrase-generator.ts'
import { findByTokens } from './phrase-tokens.ts'
import type { Span } from './re2.ts'
import { explainSpacy, type SpacyTokens, searchSpacy } from './spacy.ts'

export interface PhraseComparison {
  readonly compared: number
  readonly matched: number
  readonly differing: number
  /** How many questions were answered otherwise for each of the documented reasons. */
  readonly meant: ReadonlyMap<PhraseClass, number>
  /** What differed for no documented reason, shortest first. */
  readonly differences: readonly string[]
}

/** Asks the engine and spaCy the same generated questions. The same seed asks the same. */
export function compareWithSpacy(seed: number, count: number): PhraseComparison {
  const dice = new Dice(seed)
  const questions = Array.from({ length: count }, () => generatePhrase(dice))
  const theirs = searchSpacy(questions)
  const ours = questions.map(({ phrase, text }) => searchEngine(ruleSetOf([phrase], 'nlp'), text).get(0) ?? null)
  const differing = questions.map((_, index) => index).filter((index) => !isSame(ours[index], theirs[index]))
  const tokens = explainSpacy(differing.map((index) => questions[index] as PhraseQuestion))
  const meant = new Map<PhraseClass, number>()
  const differences: string[] = []
  for (const [at, index] of differing.entries()) {
    const question = questions[index] as PhraseQuestion
    const matches = [ours[index] ?? null, theirs[index] ?? null]
    const classes = classifyDifference(question, matches, tokens[at] as SpacyTokens)
    for (const name of classes) meant.set(name, (meant.get(name) ?? 0) + 1)
    if (classes.size === 0) differences.push(JSON.stringify({ ...question, matches }))
  }
  const matched = ours.filter((match) => match !== null).length
  return { compared: count, matched, meant, differing: differing.length, differences: shortestFirst(differences) }
}

/** Asks the engine and the documented tokenizer the same generated questions. */
export function compareWithTokens(seed: number, count: number): string[] {
  const dice = new Dice(seed)
  const questions = Array.from({ length: count }, () => generatePhrase(dice))
  const differences: string[] = []
  for (let from = 0; from < count; from += 100) {
    const pack = questions.slice(from, from + 100)
    const ruleSet = ruleSetOf(
      pack.map(({ phrase }) => phrase),
      'nlp',
    )
    for (const { text } of pack.slice(0, 20)) {
      const found = searchEngine(ruleSet, text)
      for (const [index, { phrase }] of pack.entries()) {
        const [ours, expected] = [found.get(index) ?? null, findByTokens(phrase, text)]
        if (!isSame(ours, expected)) differences.push(JSON.stringify({ phrase, text, ours, expected }))
      }
    }
  }
  return shortestFirst(differences)
}

function isSame(left: Span | null | undefined, right: Span | null | undefined): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function shortestFirst(differences: string[]): string[] {
  return differences.sort((left, right) => left.length - right.length)
}
