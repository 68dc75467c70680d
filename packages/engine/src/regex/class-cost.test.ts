import { describe, expect, test } from 'vitest'
import { CompileError } from '../rule-fault.ts'
import { checkClasses, mostFoldedCharacters, mostProperties } from './class-cost.ts'
import { compileRegex } from './compile-regex.ts'

function messageOf(pattern: string): string | null {
  try {
    checkClasses(pattern)
    return null
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    expect(error.fault.code).toBe('regex_too_large')
    return error.message
  }
}

const wide = '\\x{100}-\\x{ffff}'

describe('a pattern whose classes take too long to read is refused', () => {
  test.each<[string, string]>([
    ['ranges that overlap in one class', `(?i)[${wide.repeat(8)}]`],
    ['written as they are', `(?i)[${'\u0100-\uffff'.repeat(6000)}]`],
    ['in many classes', `(?i)${`[^${wide}]`.repeat(8)}`],
    ['within a group', `a(?s:b(?si:[${wide.repeat(8)}]))`],
    ['behind a bracket that ends no class', `(?i)[]${wide.repeat(8)}]`],
    ['behind a quoted bracket', `(?i)\\Q[\\E[${wide.repeat(8)}]`],
  ])('%s', (_name, pattern) => {
    expect(messageOf(pattern)).toMatch(`more than ${mostFoldedCharacters}`)
    expect(() => compileRegex(pattern)).toThrow(CompileError)
  })

  test('Unicode classes', () => {
    expect(messageOf(`[${'\\p{L}'.repeat(mostProperties + 1)}]`)).toMatch(/101 Unicode classes/)
    expect(messageOf('\\PL'.repeat(mostProperties + 1))).toMatch(/101 Unicode classes/)
    expect(messageOf(`[${'\\p{L}'.repeat(mostProperties)}]`)).toBeNull()
  })
})

describe('what is read quickly is accepted', () => {
  test.each<[string, string]>([
    ['a few wide ranges', `(?i)[${wide}][\\x{80}-\\x{10ffff}]`],
    ['all characters', `(?i)${'[\\x{0}-\\x{10ffff}]'.repeat(100)}`],
    ['thousands of small ranges', `(?i)[${'\u0430-\u044f'.repeat(2000)}]`],
    ['many wide ranges where case counts', `[${wide.repeat(500)}]`],
    ['what looks like a range outside of a class', `(?i)${'\u0100-\uffff'.repeat(300)}`],
    ['a quoted class', `(?i)\\Q[${'\u0100-\uffff'.repeat(100)}]\\E`],
    ['an escaped bracket', `(?i)\\[${'\u0100-\uffff'.repeat(100)}`],
    ['a backslash before what looks like a Unicode class', '\\\\p{L}'.repeat(200)],
  ])('%s', (_name, pattern) => {
    expect(messageOf(pattern)).toBeNull()
  })

  test('a class just below the limit works', () => {
    const pattern = `(?i)[${wide.repeat(4)}]x`
    expect(compileRegex(pattern).find('\u0101x', 0, null, () => {})).toEqual({ start: 0, end: 2 })
  })
})
