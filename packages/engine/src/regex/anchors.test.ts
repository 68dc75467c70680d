import { describe, expect, test } from 'vitest'
import { type Alphabet, letters, shapes } from './alphabets.ts'
import { findAllAnchors, findAnchors } from './anchors.ts'
import { type Neighbours, neighbourAt } from './neighbours.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'

const anchoringOf = (pattern: string, alphabet: Alphabet = letters) =>
  findAnchors(parsePattern(pattern) as Syntax, alphabet)
const literalsOf = (pattern: string, alphabet: Alphabet = letters) =>
  anchoringOf(pattern, alphabet)?.anchors.map(({ literal }) => literal) ?? null
const firstOf = (pattern: string) => anchoringOf(pattern)?.anchors[0]
const mayBe = (neighbours: Neighbours | null | undefined, character: string) =>
  neighbours === null || neighbours === undefined ? 'anything' : neighbours[neighbourAt(character, 0)] === 1

describe('every match holds one of', () => {
  test.each([
    ['secret', ['secret']],
    ['SeCret', ['secret']],
    ['(?i)secret', ['secret']],
    ['a|bc', ['a', 'bc']],
    ['(?:drop|alter) table', ['drop table', 'alter table']],
    ['x[0-9]+secret', ['secret']],
    ['secrets?', ['secret']],
    ['gr[ea]y', ['gray', 'grey']],
    ['(?:ab){3}', ['ababab']],
    ['(?:secret)+x*', ['secret']],
    ['\\bsecret\\b', ['secret']],
    ['(?:secret|[0-9]+)', null],
    ['a*', null],
    ['(?:secret)?', null],
    ['.', null],
    ['', null],
    ['\\b', null],
    ['[a-z]+', null],
    ['(?:password)(?:[0-9]x|y)', ['password']],
    ['averylongliteralindeed', ['averylonglit']],
    ['a\\nsecret', ['secret']],
    ['ab{2,}c', ['abb', 'bc']],
  ] as [string, string[] | null][])('%s: %j', (pattern, literals) => {
    const found = literalsOf(pattern)
    if (pattern === 'ab{2,}c') expect([['abb'], ['bc']]).toContainEqual(found)
    else expect(found).toEqual(literals)
  })

  test('shapes, where digits are one and letters are one', () => {
    expect(literalsOf('\\d{3}-\\d{2}', shapes)).toEqual(['000-00'])
    expect(literalsOf('[a-z]\\d-', shapes)).toEqual(['a0-'])
    expect(literalsOf('\\d{3}-\\d{2}')).toEqual(['-'])
  })

  test('the rarer of two literals', () => {
    expect(literalsOf('at.*?secret')).toEqual(['secret'])
    expect(literalsOf('secret.*?at')).toEqual(['secret'])
    expect(literalsOf('%%[0-9]+aa')).toEqual(['%%'])
  })

  test('one literal rather than many that are as long', () => {
    expect(literalsOf('(?:aa|bb|cc)[0-9]dd')).toEqual(['dd'])
  })
})

describe('before a literal a match may hold', () => {
  test.each([
    ['secret', 0, 0],
    ['\\d\\dsecret', 2, 2],
    ['\\d{1,3}secret', 1, 3],
    ['\\d*secret', 0, Infinity],
    ['😀?\\dsecret', 1, 3],
    ['(?:\\d\\d\\d|)(?:secret)', 0, 3],
    ['(?:\\d)(?:x|(?:\\dsecret))', null, null],
  ] as [string, number | null, number | null][])('%s: %j to %j', (pattern, min, max) => {
    if (min === null) expect(anchoringOf(pattern)?.anchors.map(({ literal }) => literal)).toEqual(['x', 'secret'])
    else expect(firstOf(pattern)?.before).toEqual({ min, max })
  })

  test('as much as the rounds of a repeat, where the literal is its last round', () => {
    const anchorings = findAllAnchors(parsePattern('(?:ab){3,5}[0-9]') as Syntax, letters)
    const widths = anchorings.flatMap(({ anchors }) => anchors.map(({ literal, before }) => ({ literal, ...before })))
    expect(widths).toContainEqual({ literal: 'ababab', min: 0, max: 0 })
    for (const { literal, min, max } of widths) {
      if (literal === 'ab' && min > 0) expect({ min, max }).toEqual({ min: 4, max: 8 })
    }
  })

  test('only some characters, which is told where its width has no end', () => {
    const lead = firstOf('[0-9]+-*secret')?.lead
    expect([mayBe(lead, '5'), mayBe(lead, '-'), mayBe(lead, 'a')]).toEqual([true, true, false])
    expect(firstOf('[0-9]{2}secret')?.lead).toBeNull()
    expect(firstOf('(?s).*secret')?.lead).toBeNull()
    expect(mayBe(firstOf('.*secret')?.lead, '\n')).toBe(false)
  })
})

describe('beside a literal may stand', () => {
  test('what the pattern says', () => {
    const anchor = firstOf('[0-9]secret[-!]')
    expect([mayBe(anchor?.previous, '5'), mayBe(anchor?.previous, '-')]).toEqual([true, false])
    expect(['-', '!', 'x'].map((character) => mayBe(anchor?.next, character))).toEqual([true, true, false])
  })

  test('what may stand before and behind an assertion, whatever that demands', () => {
    expect(mayBe(firstOf('\\bsecret\\b')?.previous, ' ')).not.toBe(false)
    expect(mayBe(firstOf('\\bsecret\\b')?.next, ' ')).not.toBe(false)
    expect(mayBe(firstOf('\\b-secret-\\b')?.previous, 'x')).not.toBe(false)
    expect(mayBe(firstOf('\\b-secret-\\b')?.next, 'x')).not.toBe(false)
  })

  test('anything, where the literal was cut or goes on in another round', () => {
    expect(mayBe(firstOf('averylongliteralindeed$')?.next, 'x')).toBe('anything')
    for (const { anchors } of findAllAnchors(parsePattern('(?:secret)+!') as Syntax, letters))
      for (const { literal, next } of anchors)
        if (literal === 'secret') expect([true, 'anything']).toContain(mayBe(next, '!'))
    expect(mayBe(firstOf('(?:secret)+$')?.previous, 's')).toBe('anything')
  })
})

describe('parts of a sequence', () => {
  test('give an anchoring each, and it is told which they are', () => {
    const all = findAllAnchors(parsePattern('secret\\d+password') as Syntax, letters)
    expect(all.map(({ anchors, parts }) => [anchors[0]?.literal, parts])).toEqual([
      ['secret', [0, 6]],
      ['password', [7, 15]],
    ])
  })

  test('give those of the parts that hold a literal inside', () => {
    const all = findAllAnchors(parsePattern('\\d(?:secret\\d|\\dpassword)\\d+(?:token\\d+)+') as Syntax, letters)
    expect(all.map(({ anchors }) => anchors.map(({ literal }) => literal))).toEqual([['secret', 'password'], ['token']])
    expect(all.map(({ parts }) => parts)).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  test('a pattern that is no sequence gives one or none', () => {
    expect(findAllAnchors(parsePattern('a|b') as Syntax, letters)).toHaveLength(1)
    expect(findAllAnchors(parsePattern('a|[0-9]+') as Syntax, letters)).toEqual([])
  })
})

describe('how rare an anchoring is', () => {
  const rarity = (pattern: string) => anchoringOf(pattern)?.rarity ?? 0
  test.each([
    ['secrets', 'secret'],
    ['secre%', 'secret'],
    ['-secret', '(?s).secret'],
    ['secret', '(?:secret|passwd)'],
    ['(?:secret|passwd)', '(?:secret|passwd|nuggets)'],
    ['\\dsecret', '\\d*secret'],
    ['[0-9]at', '[a-z]at'],
    ['at[0-9]', 'at[a-z]'],
    ['secret', '(?:secret|at)'],
  ])('%s is rarer than %s', (rarer, commoner) => {
    expect(rarity(rarer)).toBeGreaterThan(rarity(commoner))
  })
})

describe('more literals than are worth looking for', () => {
  const words = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `w${String.fromCharCode(97 + (index % 26))}${String.fromCharCode(97 + Math.floor(index / 26))}x`,
    )
  test('are none', () => {
    expect(literalsOf(`(?:${words(128).join('|')})`)).toHaveLength(128)
    expect(literalsOf(`(?:${words(129).join('|')})`)).toBeNull()
  })

  test('leave those that are few', () => {
    expect(literalsOf(`(?:${words(65).join('|')})secret`)).toEqual(['secret'])
    expect(
      literalsOf('(?:a|b|c|d)(?:a|b|c|d)(?:a|b|c|d)(?:a|b|c|d)secret')?.every(
        (one) => one.endsWith('secret') || one.length > 6,
      ),
    ).toBe(true)
  })
})
