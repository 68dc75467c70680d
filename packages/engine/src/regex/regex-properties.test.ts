import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { buildLiteralScanner } from '../literals/literal-scanner.ts'
import { runToEnd } from '../run-to-end.ts'
import { letters, shapes } from './alphabets.ts'
import { findAnchors } from './anchors.ts'
import { attemptCost } from './backtracking.ts'
import { compileRegex } from './compile-regex.ts'
import { FilterAutomaton } from './filter-automaton.ts'
import { compileFilter } from './filter-program.ts'
import { findNeeds } from './needs.ts'
import { parsePattern } from './parse-pattern.ts'
import { patterns, texts } from './patterns-under-test.ts'
import { widthOf } from './syntax.ts'
import { toV8 } from './to-v8.ts'

const nothingForbidden = () => {}

/** Every match of RE2's that begins at each place of a text, by that place. */
function matchesByPlace(pattern: string, text: string): Map<number, number> {
  const matches = new Map<number, number>()
  const matcher = RE2JS.compile(pattern).matcher(text)
  let from = 0
  while (from <= text.length && matcher.find(from)) {
    matches.set(matcher.start(), matcher.end())
    from = matcher.start() + 1
    if (isLowHalf(text, from)) from++
  }
  return matches
}

function isLowHalf(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit <= 0xdfff
}

const check = (property: (pattern: string, text: string) => void, numRuns = 2000) =>
  fc.assert(fc.property(patterns, texts, property), { numRuns })

test('a search finds what RE2 finds, from every place on', () => {
  check((pattern, text) => {
    const { find } = compileRegex(pattern)
    for (let from = 0; from <= text.length; from++) {
      if (isLowHalf(text, from)) continue
      const matcher = RE2JS.compile(pattern).matcher(text)
      const expected = matcher.find(from) ? { start: matcher.start(), end: matcher.end() } : null
      expect(find(text, from, null, nothingForbidden)).toEqual(expected)
    }
  })
})

test('nearly every pattern of these tests is read', () => {
  const read = fc.sample(patterns, 500).filter((pattern) => parsePattern(pattern) !== null)
  expect(read.length).toBeGreaterThan(450)
})

test('the pattern written for V8 matches where RE2 matches, to the same end', () => {
  let tried = 0
  let compared = 0
  check((pattern, text) => {
    tried++
    const syntax = parsePattern(pattern)
    const regex = syntax === null || attemptCost(syntax) === null ? null : toV8(syntax)
    if (regex === null) return
    compared++
    const expected = matchesByPlace(pattern, text)
    for (let start = 0; start <= text.length; start++) {
      if (isLowHalf(text, start)) continue
      regex.lastIndex = start
      expect(regex.test(text) ? regex.lastIndex : undefined).toBe(expected.get(start))
    }
  })
  expect(compared).toBeGreaterThan(tried / 4)
})

test('every match is as wide as its pattern says', () => {
  check((pattern, text) => {
    const syntax = parsePattern(pattern)
    if (syntax === null) return
    const { min, max } = widthOf(syntax)
    for (const [start, end] of matchesByPlace(pattern, text)) {
      expect(end - start).toBeGreaterThanOrEqual(min)
      expect(end - start).toBeLessThanOrEqual(max)
    }
  })
})

test('the filter never denies a match that RE2 finds', () => {
  check((pattern, text) => {
    const syntax = parsePattern(pattern)
    const program = syntax === null ? null : compileFilter(syntax)
    if (program === null) return
    const filter = new FilterAutomaton(program)
    for (const start of matchesByPlace(pattern, text).keys()) {
      expect(filter.mayBeginAt(text, start)).toBe(true)
      for (let from = 0; from <= start; from++) expect(filter.mayBeginFrom(text, from)).toBe(true)
    }
  })
})

test.each([letters, shapes])('every match begins where an anchor of $name says that it may', (alphabet) => {
  let tried = 0
  let anchored = 0
  check((pattern, text) => {
    tried++
    const syntax = parsePattern(pattern)
    const anchoring = syntax === null ? null : findAnchors(syntax, alphabet)
    if (anchoring === null) return
    anchored++
    const scanner = runToEnd(
      buildLiteralScanner([
        { rule: 0, needs: { first: { kind: 'literals', alphabet, anchors: anchoring.anchors }, second: null } },
      ]),
    )
    const intervals = scanner.scan(text, Uint8Array.of(1)).startsOf.get(0)?.from(0) ?? []
    for (const start of matchesByPlace(pattern, text).keys())
      expect(intervals.some(([from, to]) => from <= start && start <= to)).toBe(true)
  })
  expect(anchored).toBeGreaterThan(tried / 4)
})

test('every match begins where what its pattern needs says that it may', () => {
  let tried = 0
  let needed = 0
  const run = fc.constantFrom('[a-z]{16}', '\\w{17,}', '(?:a|b){20}', '[0-9]{3}[a-f]{15}')
  const pattern = fc.tuple(patterns, fc.option(run, { freq: 1, nil: '' }), patterns).map((parts) => parts.join(''))
  const text = fc.tuple(texts, fc.constantFrom('', 'ab'.repeat(10), '123abcabcabcabcabc', 'a'.repeat(16)), texts)
  fc.assert(
    fc.property(pattern, text, (source, pieces) => {
      tried++
      const value = pieces.join('')
      const syntax = parsePattern(source)
      const needs = syntax === null ? null : findNeeds(syntax)
      if (needs === null) return
      needed++
      const scanner = runToEnd(buildLiteralScanner([{ rule: 0, needs }]))
      const intervals = scanner.scan(value, Uint8Array.of(1)).startsOf.get(0)?.from(0) ?? []
      for (const start of matchesByPlace(source, value).keys())
        expect(intervals.some(([from, to]) => from <= start && start <= to)).toBe(true)
    }),
    { numRuns: 4000 },
  )
  expect(needed).toBeGreaterThan(tried / 4)
})
