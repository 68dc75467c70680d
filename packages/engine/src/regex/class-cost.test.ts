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
    expect(error.fault).toMatchObject({ field: 'pattern', code: 'regex_too_large', hint: expect.stringMatching(/./) })
    return error.message
  }
}

const wide = '\\x{100}-\\x{ffff}'
const hundredThousand = '\\x{80}-\\x{18720}'

describe('a pattern whose classes take too long to read is refused', () => {
  test.each<[string, string]>([
    ['ranges that overlap in one class', `(?i)[${wide.repeat(8)}]`],
    ['written as they are', `(?i)[${'\u0100-\uffff'.repeat(6000)}]`],
    ['in many classes', `(?i)${`[^${wide}]`.repeat(8)}`],
    ['within a group', `a(?s:b(?si:[${wide.repeat(8)}]))`],
    ['behind a bracket that ends no class', `(?i)[]${wide.repeat(8)}]`],
    ['behind a bracket that ends no class of what it does not hold', `(?i)[^]${wide.repeat(8)}]`],
    ['behind a quoted bracket', `(?i)\\Q[\\E[${wide.repeat(8)}]`],
    ['behind an escaped bracket', `(?i)[\\]${wide.repeat(8)}]`],
    ['behind a class within the class', `(?i)[[:alpha:]${wide.repeat(8)}]`],
    ['behind one that is turned round', `(?i)[[:^alpha:]${wide.repeat(8)}]`],
    ['from ASCII on, but not to the last letter', `(?i)[${'\\x{20}-\\x{1e942}'.repeat(8)}]`],
    ['to the end, but not from the first letter on', `(?i)[${'\\x{42}-\\x{10ffff}'.repeat(8)}]`],
    ['with two digits of hex', `(?i)[${'\\x80-\\xff'.repeat(2400)}]`],
    ['with octal digits', `(?i)[${'\\200-\\377'.repeat(2400)}]`],
  ])('%s', (_name, pattern) => {
    expect(messageOf(pattern)).toMatch(`more than ${mostFoldedCharacters}`)
    expect(() => compileRegex(pattern)).toThrow(CompileError)
  })

  test('one character more than may be', () => {
    expect(messageOf(`(?i)[${hundredThousand.repeat(3)}\\x{80}-\\x{81}]`)).toMatch(`${mostFoldedCharacters + 1}`)
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
    ['all letters', `(?i)${'[\\x{41}-\\x{1e943}]'.repeat(100)}`],
    ['as many characters as may be', `(?i)[${hundredThousand.repeat(3)}]`],
    ['what looks like one behind a class that ends with a hyphen', `(?i)[\u0100-]${'\u0100-\uffff'.repeat(300)}`],
    ['what is quoted to the end', `(?i)\\Q[${'\u0100-\uffff'.repeat(100)}]`],
    ['a `p` behind another character', `[${'xp'.repeat(200)}]${'xp'.repeat(200)}`],
    ['a quoted class', `(?i)\\Q[${'\u0100-\uffff'.repeat(100)}]\\E`],
    ['a quoted class behind other text', `(?i)\\Qabc[${'\u0100-\uffff'.repeat(100)}]\\E`],
    ['what follows a quoted bracket', `(?i)\\Q[\\E${'\u0100-\uffff'.repeat(100)}]`],
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
