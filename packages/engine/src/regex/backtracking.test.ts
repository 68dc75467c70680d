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
  ])('%s', (pattern) => {
    expect(costOf(pattern)).toBeNull()
  })
})

describe('what takes linear time is accepted', () => {
  test.each([
    'abc',
    'a+b',
    '[a-z]+@[a-z]+',
    '(?:ab)+c',
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
