import { describe, expect, test } from 'vitest'
import { findNeeds, type Needs } from './needs.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'

const needsOf = (pattern: string) => findNeeds(parsePattern(pattern) as Syntax)
const literals = (need: Needs['first'] | null | undefined) =>
  need?.kind === 'literals' ? need.anchors.map(({ literal }) => literal) : null
const run = (pattern: string) => {
  const first = needsOf(pattern)?.first
  return first?.kind === 'run' ? { least: first.least, ...first.before } : null
}

test('a pattern needs its rarest literal, and nothing where it has none that is rare enough', () => {
  expect(literals(needsOf('secret')?.first)).toEqual(['secret'])
  expect(needsOf('a')).toBeNull()
  expect(needsOf('[a-z]+')).toBeNull()
  expect(needsOf('')).toBeNull()
  expect(literals(needsOf('\\d{3}-\\d{2}-\\d{4}')?.first)).toEqual(['000-00-0000'])
  expect(needsOf('\\d{3}-\\d{2}-\\d{4}')?.first).toMatchObject({ alphabet: { name: 'shapes' } })
  expect(needsOf('secret')?.first).toMatchObject({ alphabet: { name: 'letters' } })
})

test('a second literal is needed as well where another part of the pattern has one', () => {
  const needs = needsOf('password\\d+secret')
  expect([literals(needs?.first), literals(needs?.second)]).toEqual([['password'], ['secret']])
  expect(needsOf('secret')?.second).toBeNull()
  expect(needsOf('secret\\d+ab')?.second).not.toEqual(literals(needs?.first))
  expect(needsOf('secret\\d+e')?.second).toBeNull()
})

test('a literal that tells where a match begins is worth more than a rarer one that does not', () => {
  expect(literals(needsOf('secret\\s[^x]{0,400}secrets')?.first)?.[0]).toMatch(/^secret\s?/)
  expect(needsOf('secret[a-z]{0,99}secrets')?.first).toMatchObject({ anchors: [{ before: { min: 0, max: 0 } }] })
})

describe('a pattern without a rare literal may need a run of letters and digits', () => {
  test.each([
    ['[a-z]{16}', { least: 16, min: 0, max: 0 }],
    ['[a-z]{15}', null],
    ['\\w{20,}', { least: 20, min: 0, max: 0 }],
    ['(?:[a-z]|[0-9]){8}[A-F_]{9}', { least: 17, min: 0, max: 0 }],
    ['\\b[a-z]{10}\\b[a-z]{10}', { least: 20, min: 0, max: 0 }],
    ['[^a]{2,3}\\w{16}', { least: 16, min: 2, max: 6 }],
    ['\\w{8}[^a]\\w{8}', null],
    ['\\w{16}[^a]\\w{20}[^a]\\w{18}', { least: 20, min: 17, max: 18 }],
    ['[\\w-]{16}', null],
    ['[^a]{16}', null],
    ['(?:[a-z]{16}|[0-9]{18})', { least: 16, min: 0, max: 0 }],
    ['(?:[a-z_][0-9_]){8}', { least: 16, min: 0, max: 0 }],
    ['(?:[a-z]-|[a-z]){16}', null],
    ['(?:\\b[a-z]){16}', null],
  ] as [string, object | null][])('%s: %j', (pattern, expected) => {
    expect(run(pattern)).toEqual(expected)
    if (expected !== null) expect(needsOf(pattern)?.second).toBeNull()
  })
})
