import { describe, expect, test } from 'vitest'
import { findNeeds, type Needs } from '../regex/needs.ts'
import { parsePattern } from '../regex/parse-pattern.ts'
import type { Syntax } from '../regex/syntax.ts'
import { runToEnd } from '../run-to-end.ts'
import { buildLiteralScanner } from './literal-scanner.ts'

/** The starts of each pattern that may match, by its place; patterns that `isWanted` names with 0 are passed over. */
function scan(patterns: string[], text: string, isWanted: number[] = patterns.map(() => 1)) {
  const rules = patterns.map((pattern, rule) => ({ rule, needs: findNeeds(parsePattern(pattern) as Syntax) as Needs }))
  const { startsOf, looksRotated } = runToEnd(buildLiteralScanner(rules)).scan(text, Uint8Array.from(isWanted))
  return { starts: Object.fromEntries([...startsOf].map(([rule, starts]) => [rule, starts.from(0)])), looksRotated }
}
const startsOf = (pattern: string, text: string) => scan([pattern], text).starts[0] ?? null

test('rules whose literal stands in a text may match there, and no others', () => {
  expect(scan(['secret', 'password', '\\d{3}-\\d{4}'], 'a secret 555-1234').starts).toEqual({
    0: [[2, 2]],
    2: [[9, 9]],
  })
  expect(scan([], 'secret')).toEqual({ starts: {}, looksRotated: false })
})

test('one literal serves several rules, and one rule has several', () => {
  expect(scan(['secret', '(?i)SECRET', 'secret|passwd'], 'passwd secret').starts).toEqual({
    0: [[7, 7]],
    1: [[7, 7]],
    2: [
      [0, 0],
      [7, 7],
    ],
  })
})

test('rules of which the same literal stands in other surroundings are told apart', () => {
  expect(Object.keys(scan(['secret[0-9]', 'secret[-!]', 'secret'], 'secret!').starts)).toEqual(['1', '2'])
  expect(Object.keys(scan(['[0-9]secret', '[-!]secret', 'secret'], '1secret').starts)).toEqual(['0', '2'])
})

test('rules that need a literal, a shape or a run are found in one text', () => {
  const rules = ['secret', '[a-z]{16}', '\\d{3}-\\d{4}']
  expect(scan(rules, `secret ${'x'.repeat(16)} 555-1234`).starts).toEqual({ 0: [[0, 0]], 1: [[7, 7]], 2: [[24, 24]] })
})

test('a rule that is not wanted is not looked for', () => {
  expect(scan(['secret', 'secre', '\\w{16}'], `secret ${'x'.repeat(16)}`, [0, 1, 0]).starts).toEqual({ 1: [[0, 0]] })
})

describe('a match may begin', () => {
  test.each([
    ['[0-9]{1,3}secret', '12345secret', [[2, 4]]],
    ['[0-9]{1,3}secret', '1secret', [[0, 0]]],
    ['[0-9]*secret', 'a12secret', [[1, 3]]],
    ['[0-9]*secret', '12secret', [[0, 2]]],
    ['(?s).*secret', 'ab\nsecret', [[0, 3]]],
    ['.*secret', 'ab\nxsecret', [[3, 4]]],
    ['[0-9]secret', 'xsecret', null],
    ['secret[-!]', 'secret?', null],
    ['secret[-!]', 'secret', null],
    ['secret[-!]', 'secret!', [[0, 0]]],
  ])('for %s in %j at %j', (pattern, text, expected) => {
    expect(startsOf(pattern, text)).toEqual(expected)
  })

  test('anywhere before its literal where it may hold all that stands there for long', () => {
    expect(startsOf('[0-9]*secret', `x${'1'.repeat(511)}secret`)).toEqual([[1, 512]])
    expect(startsOf('[0-9]*secret', `x${'1'.repeat(512)}secret`)).toEqual([[1, 513]])
    expect(startsOf('[0-9]*secret', `x${'1'.repeat(513)}secret`)).toEqual([[0, 514]])
    expect(startsOf('[0-9]*secret', `x${'1'.repeat(600)}secret`)).toEqual([[0, 601]])
  })

  test('next to a character beyond ASCII that was read as a letter, whatever stands there', () => {
    expect(startsOf('(?i)[0-9]secret', 'xſecret')).not.toBeNull()
    expect(startsOf('(?i)task[0-9]', 'tas\u212ax')).not.toBeNull()
    expect(startsOf('(?i)task[0-9]', 'taskx')).toBeNull()
  })
})

describe('a rule that needs two literals', () => {
  const pattern = 'password[0-9]+secret'
  test('may match where both stand, and begins where the first says', () => {
    expect(startsOf(pattern, 'a password1secret')).toEqual([[2, 2]])
    expect(startsOf(pattern, 'a password1secre')).toBeNull()
    expect(startsOf(pattern, 'a passwor1secret')).toBeNull()
  })

  test('is looked for beside those that need one', () => {
    expect(Object.keys(scan(['token', pattern, 'secret'], 'token password secret').starts)).toEqual(
      expect.arrayContaining(['0', '2']),
    )
    expect(Object.keys(scan(['passwords', pattern, 'passwordx'], 'passwords').starts)).toEqual(['0'])
  })
})

describe('a rule that needs a run', () => {
  test.each([
    ['[a-z]{16}', `-${'x'.repeat(20)}`, [[1, 5]]],
    ['[a-z]{16}', `-${'x'.repeat(16)}`, [[1, 1]]],
    ['[a-z]{16}', `-${'x'.repeat(15)}`, null],
    ['[^a]{2}\\w{16}', `!!!${'x'.repeat(17)}`, [[0, 2]]],
    ['[^a]{2}\\w{16}', `${'-'.repeat(9)}${'x'.repeat(17)}`, [[5, 8]]],
  ])('%s in %j may begin at %j', (pattern, text, expected) => {
    expect(startsOf(pattern, text)).toEqual(expected)
  })

  test('is told apart from one that needs a longer run', () => {
    expect(Object.keys(scan(['[a-z]{16}', '[a-z]{20}'], 'x'.repeat(18)).starts)).toEqual(['0'])
    expect(Object.keys(scan(['[a-z]{16}', '[a-z]{20}'], `${'-'.repeat(9)}${'x'.repeat(18)}`).starts)).toEqual(['0'])
    expect(Object.keys(scan(['[a-z]{20}', '[a-z]{16}'], 'x'.repeat(20)).starts)).toEqual(['0', '1'])
  })
})

describe('a text looks rotated', () => {
  test.each([
    ['qebc gnoyr', true],
    ['QEBC GNOYR', true],
    ['drop table', false],
    ['nothing', false],
  ])('%j: %s', (text, expected) => {
    expect(scan(['drop table'], text).looksRotated).toBe(expected)
  })

  test('also where the rule itself is not wanted any more', () => {
    expect(scan(['drop table'], 'qebc gnoyr', [0])).toEqual({ starts: {}, looksRotated: true })
  })

  test('only where a whole literal stands there that is long enough', () => {
    expect(scan(['rm -rf'], 'ez -es').looksRotated).toBe(true)
    expect(scan(['rm -%'], 'ez -%').looksRotated).toBe(false)
  })
})
