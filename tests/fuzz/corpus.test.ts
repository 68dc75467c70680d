import { expect, test } from 'vitest'
import { Dice } from '../differential/dice.ts'
import { checkCase } from './check-case.ts'
import { readCorpus } from './corpus.ts'
import { mutate } from './mutate.ts'

const corpus = readCorpus()

test('no case of the corpus crashes the engine, stalls it, gets two verdicts or a place outside of content', () => {
  expect(corpus.length).toBeGreaterThan(20)
  expect(corpus.flatMap((fuzzCase) => checkCase(fuzzCase).map((problem) => ({ problem, fuzzCase })))).toEqual([])
})

test('nor does what a few hundred mutations make of them', () => {
  const dice = new Dice(7)
  for (let left = 300; left > 0; left--) {
    const fuzzCase = mutate(dice.pick(corpus), corpus, dice)
    expect({ problems: checkCase(fuzzCase), fuzzCase }).toEqual({ problems: [], fuzzCase })
  }
})
