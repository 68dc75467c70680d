import { expect, test } from 'vitest'
import { runToEnd } from '../run-to-end.ts'
import { PhraseAutomaton } from './phrase-automaton.ts'

const build = (...phrases: [rule: number, phrase: string][]) =>
  runToEnd(PhraseAutomaton.build(phrases.map(([rule, phrase]) => ({ rule, words: phrase.split(' ') }))))
function found(automaton: PhraseAutomaton, text: string, from = 0) {
  return Object.fromEntries(
    [...automaton.search(text, from)].map(([rule, { start, end }]) => [rule, text.slice(start, end)]),
  )
}

test('without a phrase it is empty and finds nothing', () => {
  expect(build().isEmpty).toBe(true)
  expect(found(build(), 'a b c')).toEqual({})
  expect(build([0, 'a']).isEmpty).toBe(false)
})

test('each rule has its match, also where phrases lie within one another', () => {
  const automaton = build([0, 'a b c'], [1, 'b c'], [2, 'c'], [3, 'b d'], [4, 'b'])
  expect(found(automaton, 'x a b c')).toEqual({ 0: 'a b c', 1: 'b c', 2: 'c', 4: 'b' })
  expect(found(automaton, 'a b d')).toEqual({ 3: 'b d', 4: 'b' })
})

test('rules that share a phrase both find it, and a phrase that a rule has twice is one', () => {
  expect(found(build([0, 'a b'], [1, 'a b'], [0, 'a b']), 'a b')).toEqual({ 0: 'a b', 1: 'a b' })
})

test('of one rule the leftmost phrase is found, and of those that begin there the longest', () => {
  expect(found(build([0, 'b'], [0, 'a b'], [0, 'a b c']), 'a b c')).toEqual({ 0: 'a b c' })
  expect(found(build([0, 'b c'], [0, 'c'], [0, 'a b c d']), 'a b c x')).toEqual({ 0: 'b c' })
  expect(found(build([0, 'a']), 'x a a')).toEqual({ 0: 'a' })
  expect(build([0, 'a']).search('x a a').get(0)).toEqual({ start: 2, end: 3 })
})

test('a word that no phrase holds parts phrases', () => {
  expect(found(build([0, 'a b']), 'a x b')).toEqual({})
  expect(found(build([0, 'a b']), 'a a b')).toEqual({ 0: 'a b' })
  expect(found(build([0, 'a b a c']), 'a b a b a c')).toEqual({ 0: 'a b a c' })
})

test('what begins before the place from which is searched is passed over', () => {
  const automaton = build([0, 'a b'], [1, 'b'])
  expect(found(automaton, 'a b a b', 0)).toEqual({ 0: 'a b', 1: 'b' })
  expect(automaton.search('a b a b', 1)).toEqual(
    new Map([
      [0, { start: 4, end: 7 }],
      [1, { start: 2, end: 3 }],
    ]),
  )
  expect(automaton.search('a b a b', 5)).toEqual(new Map([[1, { start: 6, end: 7 }]]))
})

test('building gives way to other work after every 500 phrases, and then after every 500 of their words', () => {
  const phrases = Array.from({ length: 2000 }, (_, index) => ({ rule: index, words: [`w${index}`, 'x'] }))
  expect([...PhraseAutomaton.build(phrases)]).toHaveLength(4 + 8)
  expect([...PhraseAutomaton.build(phrases.slice(0, 249))]).toHaveLength(0)
  expect(found(runToEnd(PhraseAutomaton.build(phrases)), 'w1999 x')).toEqual({ 1999: 'w1999 x' })
})
