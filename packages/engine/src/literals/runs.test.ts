import { expect, test } from 'vitest'
import { forEachRun } from './runs.ts'

function runs(text: string, least: number): string[] {
  const found: string[] = []
  forEachRun(text, least, (start, end) => found.push(text.slice(start, end)))
  return found
}

test.each([
  ['abcd', 4, ['abcd']],
  ['abc', 4, []],
  ['', 1, []],
  ['a-abcd-ab', 4, ['abcd']],
  ['abcde-fghij', 4, ['abcde', 'fghij']],
  ['----abcd----abcd', 4, ['abcd', 'abcd']],
  ['ab cdefgh ij', 3, ['cdefgh']],
  ['azAZ09_`', 7, ['azAZ09_']],
  ['a b c', 1, ['a', 'b', 'c']],
  ['`aa{zz@AA[ZZ/00:99', 2, ['aa', 'zz', 'AA', 'ZZ', '00', '99']],
  ['éaaé', 2, ['aa']],
] as [string, number, string[]][])('in %j the runs of at least %d are %j', (text, least, expected) => {
  expect(runs(text, least)).toEqual(expected)
})

test('wherever a run stands, it is found', () => {
  for (let least = 1; least < 6; least++)
    for (let before = 0; before < 14; before++)
      for (let length = 1; length < 9; length++) {
        const text = `${'-'.repeat(before)}${'x'.repeat(length)} ab`
        const expected = ['x'.repeat(length), 'ab'].filter((run) => run.length >= least)
        expect(runs(text, least)).toEqual(expected)
      }
})
