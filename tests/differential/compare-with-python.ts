import { Dice } from './dice.ts'
import { ruleSetOf, searchEngine } from './engine-search.ts'
import type { Dialect } from './pattern-alphabet.ts'
import { generatePattern } from './pattern-generator.ts'
import { askPython } from './python-regex.ts'

export interface Comparison {
  /** Pairs of a pattern and a text that were compared. */
  readonly compared: number
  /** Of those, how many matched. */
  readonly matched: number
  /** Pairs that Python's backtracking did not finish. */
  readonly slow: number
  /** What differed, shortest first. */
  readonly differences: readonly string[]
}

/** Asks the engine and Python's `re` the same generated questions. The same seed asks the same. */
export function compareWithPython(seed: number, patterns: number): Comparison {
  const dice = new Dice(seed)
  const questions = Array.from({ length: patterns }, () => {
    const dialect: Dialect = dice.chance(0.6) ? 'ascii' : 'unicode'
    const pattern = generatePattern(dice, dialect)
    const texts = Array.from({ length: 4 }, () => pattern.text(40))
    return { pattern: pattern.source, isAscii: dialect === 'ascii', texts }
  })
  const answers = askPython(questions)
  const differences: string[] = []
  let [compared, matched, slow] = [0, 0, 0]
  for (const [index, { pattern, texts }] of questions.entries()) {
    const answer = answers[index]
    if (answer === undefined || 'refused' in answer) {
      differences.push(`${pattern}: Python refuses it: ${answer?.refused}`)
      continue
    }
    const ruleSet = ruleSetOf([pattern])
    for (const [at, text] of texts.entries()) {
      const theirs = answer[at] ?? null
      if (theirs === 'slow') slow++
      else {
        const ours = searchEngine(ruleSet, text).get(0) ?? null
        compared++
        if (theirs !== null) matched++
        if (JSON.stringify(ours) !== JSON.stringify(theirs))
          differences.push(`${JSON.stringify({ pattern, text, ours, python: theirs })}`)
      }
    }
  }
  return { compared, matched, slow, differences: differences.sort((left, right) => left.length - right.length) }
}
