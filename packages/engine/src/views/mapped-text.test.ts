import { describe, expect, test } from 'vitest'
import { finestReplacements, Rewriting, rewrite, rewritePassages } from './mapped-text.ts'

describe('what was not replaced maps to itself, and what was to the passage that it replaced', () => {
  const shorter = rewrite('ab--cd--ef', /--/g, () => '+')
  const longer = rewrite('a&b', /&/g, () => 'and')
  const gone = rewrite('a\u200bb', /\u200b/g, () => '')

  test.each([
    [shorter, 'ab+cd+ef', 0, 2, 0, 2],
    [shorter, 'ab+cd+ef', 2, 3, 2, 4],
    [shorter, 'ab+cd+ef', 3, 5, 4, 6],
    [shorter, 'ab+cd+ef', 1, 4, 1, 5],
    [shorter, 'ab+cd+ef', 5, 6, 6, 8],
    [shorter, 'ab+cd+ef', 6, 8, 8, 10],
    [shorter, 'ab+cd+ef', 3, 3, 4, 4],
    [longer, 'aandb', 0, 2, 0, 2],
    [longer, 'aandb', 2, 3, 1, 2],
    [longer, 'aandb', 4, 5, 2, 3],
    [gone, 'ab', 0, 1, 0, 1],
    [gone, 'ab', 1, 2, 2, 3],
    [gone, 'ab', 0, 2, 0, 3],
  ])('%# in %s', (mapped, text, start, end, from, to) => {
    expect(mapped?.text).toBe(text)
    expect(mapped?.locate(start, end)).toEqual([from, to])
  })
})

test('a replacement of the same length stands character for character, also behind others', () => {
  const mapped = rewrite('&  bcd', /&|bcd/g, (found) => (found === '&' ? 'and' : 'BCD'))
  expect(mapped?.text).toBe('and  BCD')
  expect(mapped?.locate(6, 7)).toEqual([4, 5])
  expect(mapped?.locate(5, 8)).toEqual([3, 6])
})

test('passages may stand next to one another, and at both ends', () => {
  const rewriting = new Rewriting('abcd')
  rewriting.replace(0, 1, 'xx')
  rewriting.replace(1, 3, 'y')
  rewriting.replace(3, 4, 'zz')
  const mapped = rewriting.finish()
  expect(mapped?.text).toBe('xxyzz')
  expect([mapped?.locate(1, 2), mapped?.locate(2, 3), mapped?.locate(4, 5)]).toEqual([
    [0, 1],
    [1, 3],
    [3, 4],
  ])
})

test('where nothing was replaced, or by the same, there is no new text', () => {
  expect(new Rewriting('abc').finish()).toBeNull()
  expect(rewrite('abc', /b/g, () => null)).toBeNull()
  expect(rewrite('abc', /b/g, (found) => found)).toBeNull()
  expect(rewritePassages('abc', [[1, 2]], () => null)).toBeNull()
  expect(rewritePassages('abc', [[1, 2]], (found) => found)).toBeNull()
})

test('passages that are not replaced stay among those that are', () => {
  const replacementOf = (found: string) => (found === 'b' ? null : found === 'c' ? 'c' : '')
  expect(rewrite('abcd', /[abcd]/g, replacementOf)?.text).toBe('bc')
  const each = Array.from('abcd', (_character, at): [number, number] => [at, at + 1])
  expect(rewritePassages('abcd', each, replacementOf)?.text).toBe('bc')
})

test('a pattern that was used before is used from the beginning', () => {
  const pattern = /a/g
  pattern.test('aa')
  expect(rewrite('ab', pattern, () => 'x')?.text).toBe('xb')
})

describe('after so many replacements the rest counts as one passage', () => {
  const source = `${'a-b'.repeat(finestReplacements + 3)}!`
  const text = source.replaceAll('a', 'AA')
  const firstOfRest = 3 * finestReplacements
  const replacementOf = (found: string) => (found === 'a' ? 'AA' : null)

  function* passages(): Generator<[number, number]> {
    for (let at = 0; at < source.length - 1; at += 3) {
      yield [at, at + 1]
      yield [at + 2, at + 3]
    }
  }

  test.each([
    ['of a pattern', rewrite(source, /[ab]/g, replacementOf)],
    ['of given passages', rewritePassages(source, passages(), replacementOf)],
  ])('%s', (_name, mapped) => {
    expect(mapped?.text).toBe(text)
    const lastFine = 4 * (finestReplacements - 1)
    expect(mapped?.locate(lastFine, lastFine + 1)).toEqual([firstOfRest - 3, firstOfRest - 2])
    expect(mapped?.locate(lastFine + 2, lastFine + 4)).toEqual([firstOfRest - 2, firstOfRest])
    expect(mapped?.locate(lastFine + 4, lastFine + 5)).toEqual([firstOfRest, source.length])
    expect(mapped?.locate(text.length - 1, text.length)).toEqual([firstOfRest, source.length])
  })

  test('just so many are each their own', () => {
    const enough = 'a-b'.repeat(finestReplacements)
    const mapped = rewrite(enough, /[ab]/g, replacementOf)
    const last = 4 * (finestReplacements - 1)
    expect(mapped?.locate(last, last + 1)).toEqual([enough.length - 3, enough.length - 2])
  })
})
