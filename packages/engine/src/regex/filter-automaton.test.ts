import { describe, expect, test } from 'vitest'
import { FilterAutomaton } from './filter-automaton.ts'
import { compileFilter, type FilterProgram } from './filter-program.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'

function letters(count: number, seed: number): string {
  let state = seed * 7919
  return Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647
    return state % 2 === 0 ? 'a' : 'b'
  }).join('')
}

const programOf = (pattern: string) => compileFilter(parsePattern(pattern) as Syntax)
const filterOf = (pattern: string) => new FilterAutomaton(programOf(pattern) as FilterProgram)
const places = (pattern: string, text: string) => {
  const filter = filterOf(pattern)
  return Array.from({ length: text.length + 1 }, (_, at) => at).filter((at) => filter.mayBeginAt(text, at))
}

describe('places where a match may begin', () => {
  test.each([
    ['a', 'bab', [1]],
    ['ab', 'aab', [1]],
    ['a|b', 'cab', [1, 2]],
    ['a+b', 'aab', [0, 1]],
    ['a*b', 'aab', [0, 1, 2]],
    ['a?b', 'aab', [1, 2]],
    ['a{2}b', 'aaab', [1]],
    ['a{2,}b', 'aaab', [0, 1]],
    ['a{1,2}b', 'aaab', [1, 2]],
    ['a{0}b', 'ab', [1]],
    ['(?:ab){2}', 'ababab', [0, 2]],
    ['(?:a|bc)*d', 'abcd', [0, 1, 3]],
    ['[^a]', 'ab', [1]],
    ['', 'a', [0, 1]],
    ['\\b*a', 'ba', [1]],
    ['é', 'aéb', [1]],
    ['\\x7f', '\x7f\x80', [0]],
    ['(?:)*', 'a', [0, 1]],
    ['[^a]b', '😀b', [0, 1]],
  ])('of %s in %j: %j', (pattern, text, expected) => {
    expect(places(pattern, text)).toEqual(expected)
  })

  test('assertions always hold, and all characters beyond ASCII are one', () => {
    expect(places('^a\\b', 'ba')).toEqual([1])
    expect(places('é', 'ü')).toEqual([0])
  })
})

test('from a place on: whether a match may begin there or behind', () => {
  const filter = filterOf('ab')
  expect([0, 1, 2].map((from) => filter.mayBeginFrom('xab', from))).toEqual([true, true, false])
  expect(filter.mayBeginFrom('ba', 0)).toBe(false)
  expect(filter.mayBeginFrom('aab', 0)).toBe(true)
})

test('what is remembered of one question changes no answer to another', () => {
  const filter = filterOf('ab')
  for (let again = 0; again < 3; again++) {
    expect(filter.mayBeginAt('xab', 0)).toBe(false)
    expect(filter.mayBeginFrom('xab', 0)).toBe(true)
    expect(filter.mayBeginAt('xab', 1)).toBe(true)
    expect(filter.mayBeginFrom('xxx', 0)).toBe(false)
  }
})

test('with more states than are remembered the answers stay right', () => {
  const filter = filterOf('(?:a|b)*a(?:a|b){12}c')
  const text = (seed: number) =>
    Array.from({ length: 600 }, (_, at) => ((seed * (at + 7) * (at + 3)) % 11 < 5 ? 'a' : 'b')).join('')
  for (let seed = 1; seed < 12; seed++) {
    expect(filter.mayBeginFrom(`${text(seed)}a${'b'.repeat(12)}c`, 0)).toBe(true)
    expect(filter.mayBeginFrom('b'.repeat(600), 0)).toBe(false)
    expect(filter.mayBeginFrom(`${'b'.repeat(13)}c`, 0)).toBe(false)
  }
})

test('whenever all is forgotten, steps from states of before lead nowhere', () => {
  const program = programOf('a{1600}|b{1600}') as FilterProgram
  for (let known = 1490; known < 1510; known++) {
    const filter = new FilterAutomaton(program)
    expect(filter.mayBeginAt('a'.repeat(known), 0)).toBe(false)
    expect(filter.mayBeginAt('b'.repeat(1599), 0)).toBe(false)
    expect(filter.mayBeginAt('b'.repeat(1600), 0)).toBe(true)
  }
})

test('a search that would take long gives up, which denies nothing', () => {
  const filter = filterOf('(?:a|b)*a(?:a|b){200}c')
  let state = 1
  const text = Array.from({ length: 5000 }, () => {
    state = (state * 16807) % 2147483647
    return state % 2 === 0 ? 'a' : 'b'
  }).join('')
  expect(filter.mayBeginFrom(text, 0)).toBe(true)
  expect(filter.mayBeginFrom('b'.repeat(100), 0)).toBe(false)
})

describe('what is kept', () => {
  test('is more for a longer pattern, and for one of more sets', () => {
    const small = filterOf('a{10}').bytes
    expect(filterOf('a{110}').bytes - small).toBeGreaterThanOrEqual(100 * 50)
    expect(filterOf('a{9}[b]').bytes).toBeGreaterThan(small)
    expect(small).toBeGreaterThan(0)
  })

  test('grows with what is met for the first time, and with nothing else', () => {
    const filter = filterOf('(?:a|b)*a(?:a|b){12}c')
    const atFirst = filter.bytes
    filter.mayBeginFrom(letters(300, 1), 0)
    const later = filter.bytes
    expect(later).toBeGreaterThan(atFirst)
    filter.mayBeginFrom(letters(300, 1), 0)
    expect(filter.bytes).toBe(later)
  })

  test('is bounded for states that stand for little, too', () => {
    const bytesAfter = (length: number) => {
      const filter = filterOf('a{3000}')
      filter.mayBeginAt('a'.repeat(length), 0)
      return filter.bytes
    }
    expect(bytesAfter(1400)).toBeGreaterThan(bytesAfter(100))
    expect(bytesAfter(2900)).toBeLessThan(bytesAfter(1450))
  })

  test.each([
    ['many states', '(?:a|b)*a(?:a|b){12}c', 1500, 40],
    ['states that stand for much', '(?:a|b)*a(?:a|b){200}c', 200, 100],
  ])('is bounded and forgotten all at once: %s', (_name, pattern, length, count) => {
    const filter = filterOf(pattern)
    const atFirst = filter.bytes
    const sizes = Array.from({ length: count }, (_each, at) => {
      filter.mayBeginFrom(letters(length, at + 1), 0)
      return filter.bytes - atFirst
    })
    expect(Math.max(...sizes)).toBeLessThan(2_000_000)
    expect(Math.max(...sizes)).toBeGreaterThan(200_000)
    expect(sizes.some((size, at) => size < (sizes[at - 1] ?? 0) / 2)).toBe(true)
  })
})

test('a pattern that needs too many instructions has no filter', () => {
  expect(programOf('(?:a{60}){60}')).not.toBeNull()
  expect(programOf('(?:a{70}){60}')).toBeNull()
  expect(programOf('(?:(?:a|b){40}){60}')).toBeNull()
  expect(programOf('(?:a{70}){60}|b')).toBeNull()
  expect(programOf('(?:é{50}){60}')).toBeNull()
  expect(programOf('(?:(?:a{70}){60})*')).toBeNull()
  expect(programOf('(?:(?:a{70}){60})?')).toBeNull()
})

test('sets that hold the same are one', () => {
  expect(programOf('aab[b][ab]')?.sets).toHaveLength(3)
})
