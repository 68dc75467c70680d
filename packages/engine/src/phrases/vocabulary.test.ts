import { expect, test } from 'vitest'
import { Vocabulary } from './vocabulary.ts'

test('a word has one number, however often it is added', () => {
  const vocabulary = new Vocabulary()
  expect([vocabulary.add('one'), vocabulary.add('two'), vocabulary.add('one')]).toEqual([0, 1, 0])
  expect(vocabulary.size).toBe(2)
})

test('a word is found where it stands, whatever its case, and no other is', () => {
  const vocabulary = new Vocabulary()
  for (const word of ['share', 'the', 'naïve', 'az', 'o']) vocabulary.add(word)
  const text = 'a SHARE Naïve shared AZ `o{'
  const at = (part: string) => vocabulary.numberAt(text, text.indexOf(part), text.indexOf(part) + part.length)
  expect(['SHARE', 'Naïve', 'AZ', 'o', 'a', 'shared', 'hare', '`', '{'].map(at)).toEqual([
    0, 2, 3, 4, -1, -1, -1, -1, -1,
  ])
  expect(vocabulary.numberAt('über', 0, 4)).toBe(-1)
})

test('marks whose codes lie a letter’s distance apart are not one another', () => {
  const vocabulary = new Vocabulary()
  vocabulary.add('`')
  vocabulary.add('{')
  expect(vocabulary.numberAt('@', 0, 1)).toBe(-1)
  expect(vocabulary.numberAt('[', 0, 1)).toBe(-1)
  expect(vocabulary.numberAt('{', 0, 1)).toBe(1)
})

test('thousands of words are told apart', () => {
  const vocabulary = new Vocabulary()
  const words = Array.from({ length: 3000 }, (_, index) => `${index % 3 === 0 ? 'ü' : 'w'}${index.toString(26)}`)
  for (const [number, word] of words.entries()) expect(vocabulary.add(word)).toBe(number)
  for (const [number, word] of words.entries()) {
    expect(vocabulary.numberAt(` ${word.toUpperCase()} `, 1, word.length + 1)).toBe(number)
    expect(vocabulary.numberAt(`${word}#`, 0, word.length + 1)).toBe(-1)
  }
})
