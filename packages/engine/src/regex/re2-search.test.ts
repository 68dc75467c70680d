import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { parsePattern } from './parse-pattern.ts'
import { Re2Search } from './re2-search.ts'

function search(pattern: string, { isRead = true, size = 10 } = {}) {
  const steps: number[] = []
  const re2 = new Re2Search(pattern, size, isRead ? parsePattern(pattern) : null)
  const find = (text: string, from = 0, intervals: [number, number][] | null = null) =>
    re2.find(text, from, intervals, (count) => steps.push(count))
  return { find, steps }
}

describe.each([{ isRead: true }, { isRead: false }])('with the pattern read: $isRead', (options) => {
  test.each([
    ['a+', 'xaab', 0, { start: 1, end: 3 }],
    ['a+', 'xaab', 2, { start: 2, end: 3 }],
    ['a+', 'xaab', 3, null],
    ['^a', 'aa', 0, { start: 0, end: 1 }],
    ['^a', 'aa', 1, null],
    ['\\ba', 'aa a', 1, { start: 3, end: 4 }],
    ['(?m)^a', 'b\na', 1, { start: 2, end: 3 }],
    ['a$', 'aba', 0, { start: 2, end: 3 }],
    ['', 'ab', 2, { start: 2, end: 2 }],
    ['', '', 0, { start: 0, end: 0 }],
    ['.', '😀b', 2, { start: 2, end: 3 }],
    ['\\Ba', '😀a', 2, null],
    ['b', '😀b', 2, { start: 2, end: 3 }],
  ])('%s in %j from %d on is %j', (pattern, text, from, expected) => {
    expect(search(pattern, options).find(text, from)).toEqual(expected)
  })

  test('where places are known, the leftmost match that begins in one of them is found', () => {
    const { find } = search('a[bc]', options)
    expect(find('abxacxab', 0, [[0, 1]])).toEqual({ start: 0, end: 2 })
    expect(find('abxacxab', 1, [[3, 3]])).toEqual({ start: 3, end: 5 })
    expect(
      find('abxacxab', 2, [
        [3, 3],
        [6, 6],
      ]),
    ).toEqual({ start: 3, end: 5 })
    expect(
      find('xxxxxxab', 0, [
        [1, 2],
        [6, 7],
      ]),
    ).toEqual({ start: 6, end: 8 })
    expect(
      find('xxxxxxxx', 0, [
        [1, 2],
        [6, 7],
      ]),
    ).toBeNull()
    expect(find('ab', 0, [])).toBeNull()
  })
})

test('what follows is looked at where the pattern asserts what it is', () => {
  expect(
    search('ab$').find('abc ab', 0, [
      [0, 0],
      [4, 4],
    ]),
  ).toEqual({ start: 4, end: 6 })
  expect(
    search('(?m)ab$').find('abc\nab\n', 0, [
      [0, 0],
      [4, 4],
    ]),
  ).toEqual({ start: 4, end: 6 })
  expect(
    search('(?:x|ab$)').find('abc ab', 0, [
      [0, 0],
      [4, 4],
    ]),
  ).toEqual({ start: 4, end: 6 })
  expect(
    search('(?:ab$){1,2}').find('abc ab', 0, [
      [0, 0],
      [4, 4],
    ]),
  ).toEqual({ start: 4, end: 6 })
  expect(
    search('ab\\b').find('abc ab', 0, [
      [0, 0],
      [4, 4],
    ]),
  ).toEqual({ start: 4, end: 6 })
})

test('a text in which the filter finds nothing is not searched at all', () => {
  const { find, steps } = search('a[0-9]b')
  expect(find('axb '.repeat(50))).toBeNull()
  expect(find('axb', 0, [[0, 0]])).toBeNull()
  expect(find(`${'x'.repeat(100)}axb`, 0, [[0, 100]])).toBeNull()
  expect(steps).toEqual([])
  expect(find('a1b')).toEqual({ start: 0, end: 3 })
})

test('before a text is searched it is told how many steps that may take: two for each character and instruction', () => {
  const { find, steps } = search('a(?:b|c*d)', { size: 7 })
  find('xxab')
  expect(steps).toEqual([2 * 4 * 7])
})

test('where places are known, only the text around them is searched', () => {
  const { find, steps } = search('ab', { size: 1 })
  find(`${' '.repeat(500)}ab${' '.repeat(500)}`, 0, [[500, 500]])
  expect(steps).toHaveLength(1)
  expect(steps[0]).toBeLessThanOrEqual(2 * 6)
})

describe('how much of the text is read', () => {
  const text = `${'x'.repeat(50)}ab${'x'.repeat(50)}ab`
  const places: [number, number][] = [
    [50, 50],
    [102, 102],
  ]

  test.each(['ab', '\\bab|ab', '(?m)^ab|ab', 'a(?:b|c)', 'a{1,2}b'])(
    'of `%s` from one character before a place to two behind the longest match there',
    (pattern) => {
      const { find, steps } = search(pattern, { size: 1 })
      expect(find(text, 0, places)).toEqual({ start: 50, end: 52 })
      const longest = pattern === 'a{1,2}b' ? 3 : 2
      expect(steps).toEqual([2 * (1 + longest + 2)])
    },
  )

  test.each(['ab$', '(?m)ab$', 'a(?:c|b$)', '(?:ab$){1,2}', 'x?ab\\z', 'ab[^a]*$'])(
    'of `%s`, which asserts an end or may go on for ever, all from one character before the first place on, once',
    (pattern) => {
      const { find, steps } = search(pattern, { size: 1 })
      expect(find(text, 0, places)?.end).toBe(text.length)
      expect(steps).toEqual([2 * (text.length - 49)])
    },
  )

  test('of what may go on for ever it is read once, though no match begins at the first place', () => {
    const { find, steps } = search('(?m)^ab+', { size: 1 })
    const lines = `${'x'.repeat(50)}ab\nab`
    const found = find(lines, 0, [
      [50, 50],
      [53, 53],
    ])
    expect(found).toEqual({ start: 53, end: 55 })
    expect(steps).toEqual([2 * (lines.length - 49)])
  })

  test('of what RE2 alone can read, all from one character before the first place on', () => {
    const { find, steps } = search('ab', { size: 1, isRead: false })
    expect(find(text, 0, places)).toEqual({ start: 50, end: 52 })
    expect(steps).toEqual([2 * (text.length - 49)])
  })

  test('with few places known, only those are read at which the filter lets a match begin', () => {
    const { find, steps } = search('ab', { size: 1 })
    expect(find(text, 0, [[0, 60]])).toEqual({ start: 50, end: 52 })
    expect(steps).toEqual([2 * 5])
  })

  test('with many, all of them are, if the filter lets a match begin behind the first of them', () => {
    const { find, steps } = search('ab', { size: 1 })
    expect(find(text, 0, [[0, 70]])).toEqual({ start: 50, end: 52 })
    expect(steps).toEqual([2 * (70 + 2 + 2)])
    expect(find(text, 103, [[103, 200]])).toBeNull()
    expect(steps).toHaveLength(1)
  })

  test('a match before the place from which on one is asked for is none', () => {
    expect(search('ab').find(text, 51)).toEqual({ start: 102, end: 104 })
    expect(search('ab').find(text, 51, [[40, 110]])).toEqual({ start: 102, end: 104 })
    expect(search('^ab|b').find('ab', 1)).toEqual({ start: 1, end: 2 })
  })
})

test('a long part of a text is read just as a short one', () => {
  const long = 'x'.repeat(1000)
  for (const pattern of ['a[bc]', 'a[bc]$', '(?m)^a[bc]+']) {
    expect(search(pattern).find(`${long}\nab`)).toEqual({ start: 1001, end: 1003 })
    expect(search(pattern).find(`${long}\nad`)).toBeNull()
    expect(search(pattern, { isRead: false }).find(`${long}\nad`)).toBeNull()
  }
})

test('when searching is forbidden that is no answer', () => {
  const re2 = new Re2Search('a', 5, null)
  expect(() =>
    re2.find('a', 0, null, () => {
      throw new Error('too many')
    }),
  ).toThrow('too many')
})

test('it finds what RE2 finds from every place on, also between the halves of a character', () => {
  const text = 'é😀 aab\n😀a'
  for (const pattern of ['.', '[^a]', '\\w+', '\\b', 'a*', '(?m)$']) {
    for (let from = 0; from <= text.length; from++) {
      const unit = text.charCodeAt(from)
      if (unit >= 0xdc00 && unit <= 0xdfff) continue
      const matcher = RE2JS.compile(pattern).matcher(text)
      const expected = matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : null
      expect(search(pattern).find(text, from)).toEqual(expected)
    }
  }
})

test('a search that was forgotten finds the same again, and so does one that others were forgotten for', () => {
  const searches = Array.from({ length: 40 }, (_each, at) => search(`(a|b|ab)+c{${at + 1}}`, { size: 1000 }))
  const text = `x${'ab'.repeat(5)}${'c'.repeat(40)}`
  for (let round = 0; round < 2; round++) {
    for (const [at, { find }] of searches.entries()) expect(find(text)).toEqual({ start: 1, end: 12 + at })
  }
})
