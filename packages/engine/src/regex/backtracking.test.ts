import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptCost } from './backtracking.ts'
import { holds } from './character-set.ts'
import { parsePattern } from './parse-pattern.ts'
import { patterns, texts } from './patterns-under-test.ts'
import type { Syntax } from './syntax.ts'

/** Matches the way backtracking engines do, trying everything, and counts the steps. Assertions always hold. */
function stepsOfAttempt(syntax: Syntax, text: string, start: number): number {
  let steps = 0
  const run = (node: Syntax, at: number, then: (at: number) => boolean): boolean => {
    steps++
    if (steps > 1_000_000) throw new Error('too many steps')
    switch (node.kind) {
      case 'set': {
        const codePoint = text.codePointAt(at)
        return codePoint !== undefined && holds(node.set, codePoint) && then(at + (codePoint > 0xffff ? 2 : 1))
      }
      case 'assertion':
        return then(at)
      case 'sequence': {
        const from = (index: number, place: number): boolean => {
          const part = node.parts[index]
          return part === undefined ? then(place) : run(part, place, (next) => from(index + 1, next))
        }
        return from(0, at)
      }
      case 'choice':
        return node.options.some((option) => run(option, at, then))
      case 'repeat': {
        const round = (count: number, place: number): boolean => {
          if (count < node.max && run(node.body, place, (next) => next > place && round(count + 1, next))) return true
          return count >= node.min && then(place)
        }
        return round(0, at)
      }
    }
  }
  // Every way is tried: nothing that matches is good enough.
  run(syntax, start, () => false)
  return steps
}

const costOf = (pattern: string) => attemptCost(parsePattern(pattern) as Syntax)

describe('what could take more than linear time is refused', () => {
  test.each([
    '(a+)+b',
    '(a|aa)+b',
    '(a|a)*b',
    '(?:a*)*b',
    'a*a*b',
    '\\w*\\w*!',
    '.*.*x',
    '(?:ab?|b?a)+c',
    '(?:a|b|ab)*c',
    '(?:\\w+\\s*)+!',
    '(?:a?){30}a{30}',
    '(a|aa){1,40}b',
    '(?:aa?)+b',
    '(?:a?a)+b',
    '(?:[a-z]x?)*!',
    '(?:aa?){40}b',
    '(?:a{1,2})+b',
    '(?:a(?:[ab]*c)?)+d',
    '(?:a*a|c)a*d',
    '(?:c|a*a)a*d',
    '(?:a*a|c?c)a*d',
    '(?:c?c|a*a)a*d',
    'x(?:(?:a|ab){1000}){2}',
  ])('%s', (pattern) => {
    expect(costOf(pattern)).toBeNull()
  })
})

test.each(['(?:a?){2}', '(?:a|\\b){2}b', '(?:a*)?b', '(?:\\ba?){2}b'])(
  'a round that may match nothing is refused, since RE2 and V8 do not agree on it: %s',
  (pattern) => {
    expect(costOf(pattern)).toBeNull()
  },
)

describe('what takes linear time is accepted', () => {
  test.each([
    'abc',
    'a+b',
    '[a-z]+@[a-z]+',
    '(?:ab)+c',
    '(?:ab*)+c',
    '(?:\\w+\\s)+!',
    '\\d{3}-\\d{4}',
    'a|b|c',
    '(?i)drop\\s+table',
    '.*x',
  ])('%s', (pattern) => {
    expect(costOf(pattern)).not.toBeNull()
  })
})

test('a pattern of bounded width costs the same however long the text', () => {
  expect(costOf('\\d{3}-\\d{4}')?.stepsPerCharacter).toBe(0)
  expect(costOf('a+b')?.stepsPerCharacter).toBeGreaterThan(0)
})

describe('each node costs a step, and each way in which it can match costs those of what follows', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['a\\b', 2],
    // A round is a step more.
    ['a{3}', 6],
    ['a{2,5}b', 11],
    ['a?b', 3],
    // Where what follows may begin like a further round, it is tried after each number of rounds.
    ['a?a', 4],
    ['a{2,5}a', 14],
    ['a{5}a', 11],
    // Of options that begin alike each may match; of others one.
    ['(?:a|b)c', 3],
    ['(?:a|ab)c', 5],
    ['(?:a|b|a)c', 6],
    ['(?:ab|a)(?:ab|a)c', 13],
    ['(?:a?a|c)d', 7],
    ['(?:c|a?a)d', 7],
    ['(?:a{1,3}|b)b', 8],
    ['a{0,5}(?:b|\\b)', 22],
    // A body that matches in several ways does so in each round.
    ['(?:a|ab){2}c', 15],
    ['(?:a|ab){1,2}c', 17],
    ['(?:a|ab){0,3}c', 39],
    ['(?:a?b){2}', 8],
  ])('%s: %d', (pattern, steps) => {
    expect(costOf(pattern)).toEqual({ steps, stepsPerCharacter: 0 })
  })

  test.each([
    ['a*b', 3],
    ['a*a', 3],
    ['a*ba*c', 6],
    ['(?:ab)+c', 4],
    ['(?:a+b)+c', 8],
    ['(?:a+b){3}c', 10],
    ['(?:a*|b)c', 4],
    ['(?:a*b|c)d', 5],
    ['(?:\\ba)+b', 4],
  ])('and with the text where it is not bounded: %s: %d', (pattern, steps) => {
    expect(costOf(pattern)).toEqual({ steps, stepsPerCharacter: steps })
  })
})

describe('what is linear and yet dear is refused', () => {
  test.each([
    ['a{2000}', 'a{2001}'],
    [`${'a*b'.repeat(133)}a`, `${'a*b'.repeat(133)}aa`],
  ])('%s is not, but %s is', (cheap, dear) => {
    expect(costOf(cheap)).not.toBeNull()
    expect(costOf(dear)).toBeNull()
  })
})

test('a few nodes that repeat in one another, in every combination, never take more steps than was reckoned', () => {
  const counts = ['', '?', '*', '+', '{2}', '{1,2}']
  const pieces = ['a', 'b', '[ab]'].flatMap((set) => counts.map((count) => set + count))
  const bodies = pieces.flatMap((first) => pieces.flatMap((second) => [`${first}${second}`, `${first}(?:${second}c)?`]))
  const texts = ['a'.repeat(48), 'ab'.repeat(24), 'aab'.repeat(16)]
  let accepted = 0
  for (const body of bodies) {
    for (const count of ['+', '{24}']) {
      const syntax = parsePattern(`(?:${body})${count}!`) as Syntax
      const cost = attemptCost(syntax)
      if (cost === null) continue
      accepted++
      for (const text of texts) {
        const most = 6 * (cost.steps + cost.stepsPerCharacter * text.length) + 6
        expect(stepsOfAttempt(syntax, text, 0), `${body} on ${text}`).toBeLessThanOrEqual(most)
      }
    }
  }
  expect(accepted).toBeGreaterThan(100)
})

test('an attempt never takes more steps than was reckoned', () => {
  let tried = 0
  let compared = 0
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      tried++
      const syntax = parsePattern(pattern)
      const cost = syntax === null ? null : attemptCost(syntax)
      if (syntax === null || cost === null) return
      compared++
      // The interpreter counts every node that it enters, the reckoning only those that take a character.
      const most = 6 * (cost.steps + cost.stepsPerCharacter * text.length) + 6
      expect(stepsOfAttempt(syntax, text, 0)).toBeLessThanOrEqual(most)
    }),
    { numRuns: 5000 },
  )
  expect(compared).toBeGreaterThan(tried / 5)
})

test.each(['(?:a+b)+c', '(?:[ab]c)*d', '[ab]+c', 'a{0,300}b', '(?:a|b)*c', '(?:-\\w+ )*x', '"[^"]*"'])(
  'on long texts made for it %s stays linear too',
  (pattern) => {
    const syntax = parsePattern(pattern) as Syntax
    const cost = attemptCost(syntax)
    if (cost === null) throw new Error('not accepted')
    for (const unit of ['a', 'ab', 'aab', 'acbc', '-w ', '"a', 'b']) {
      const text = unit.repeat(200)
      const most = 6 * (cost.steps + cost.stepsPerCharacter * text.length) + 6
      expect(stepsOfAttempt(syntax, text, 0)).toBeLessThanOrEqual(most)
    }
  },
)
