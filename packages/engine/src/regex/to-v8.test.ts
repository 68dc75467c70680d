import { describe, expect, test } from 'vitest'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'
import { toV8 } from './to-v8.ts'

const written = (pattern: string) => toV8(parsePattern(pattern) as Syntax)
function endOf(pattern: string, text: string, start = 0): number | null {
  const regex = written(pattern)
  if (regex === null) throw new Error('not written')
  regex.lastIndex = start
  return regex.test(text) ? regex.lastIndex : null
}

test('it is tried at one place and nowhere else', () => {
  expect(endOf('b', 'ab', 1)).toBe(2)
  expect(endOf('b', 'ab', 0)).toBeNull()
})

test.each([
  ['a|bc', 'bc', 2],
  ['a(?:b|cd)e', 'acde', 4],
  ['a{2,3}', 'aaaa', 3],
  ['a{2,3}?', 'aaaa', 2],
  ['a{2,}', 'aaaa', 4],
  ['a*', 'aaaa', 4],
  ['a*?', 'aaaa', 0],
  ['[a-c]+', 'abcd', 3],
  ['[^a-c]', 'd', 1],
  ['[]^\\\\-]+', ']^\\-a', 4],
  ['\\.', 'a', null],
  ['[+*.]+', '+*.a', 3],
  ['[AZaz09]+', 'AZaz09!', 6],
  ['\\s', '\u00a0', null],
  ['(?i)k', '\u212a', 1],
])('%s on %j ends at %j', (pattern, text, end) => {
  expect(endOf(pattern, text)).toBe(end)
})

describe('assertions', () => {
  test.each([
    ['^', 'a\nb', [0]],
    ['(?m)^', 'a\nb', [0, 2]],
    ['$', 'a\nb', [3]],
    ['(?m)$', 'a\nb', [1, 3]],
    ['\\b', 'é a-', [2, 3]],
    ['\\B', 'ab', [1]],
    ['(?m)^', 'a\rb\u2028c', [0]],
    ['(?m)$', 'a\rb\u2028c', [5]],
  ])('%s holds in %j at %j', (pattern, text, places) => {
    const all = Array.from({ length: text.length + 1 }, (_, at) => at)
    expect(all.filter((at) => endOf(pattern, text, at) !== null)).toEqual(places)
  })
})

describe('characters beyond the first 65,536', () => {
  test.each([
    ['😀', '😀', 2],
    ['.', '😀', 2],
    ['[^a]', '😀', 2],
    ['[^a]{2}', '😀b', 3],
    ['[^a]', 'a', null],
    ['[^a]', '\uffff', 1],
    ['[^\\x{ffff}]', '\uffff', null],
    ['[^a]', '\ud83d', 1],
    ['[^a]', '\ude00', 1],
    ['[^a]', '\ud7ff', 1],
    ['[^a]', '\ue000', 1],
    ['[^a]', '\u0000', 1],
    ['.{2}', '\ud83d\ud83d', 2],
    ['[^a]', '\u{10000}', 2],
    ['[^a]', '\u{10ffff}', 2],
    ['[^\\x{0}-\\x{d7fe}]', '\ud7ff', 1],
    ['[^\\x{e001}-\\x{ffff}]', '\ue000', 1],
  ])('%s on %j ends at %j', (pattern, text, end) => {
    expect(endOf(pattern, text)).toBe(end)
  })

  test('a pair is one character: its second half is no character of its own', () => {
    expect(endOf('[^a]', '😀', 1)).toBeNull()
    expect(endOf('[^a]', '\u{10000}', 1)).toBeNull()
    expect(endOf('[^a]', '\u{10ffff}', 1)).toBeNull()
  })

  test.each([
    '[😀b]',
    '[^😀]',
    '\\x{d83d}',
    '\\x{dfff}',
    '\\x{d800}',
    '[\\x{d800}-\\x{dfff}]',
    '[\\x{10000}-\\x{10ffff}]',
    '[\\x{dfff}-\\x{ffff}]',
    '[a\\x{d700}-\\x{d800}]',
  ])('%s tells some of them apart and is left to RE2', (pattern) => {
    expect(written(pattern)).toBeNull()
  })

  test.each(['\\x{d7ff}', '\\x{e000}', '[\\x{d7fe}-\\x{d7ff}\\x{e000}-\\x{ffff}]'])('%s does not', (pattern) => {
    expect(written(pattern)).not.toBeNull()
  })
})

test.each(['\\pL', 'a\\pL', '(?:\\pL|a)', '(?:\\pL)*', '(?i)é'])(
  '%s holds what depends on the version of Unicode and is left to RE2',
  (pattern) => {
    expect(written(pattern)).toBeNull()
  },
)
