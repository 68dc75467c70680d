import { describe, expect, test } from 'vitest'
import { CompileError } from '../rule-fault.ts'
import { compileRegex, maxProgramSize } from './compile-regex.ts'

const find = (pattern: string, text: string) => compileRegex(pattern).find(text, 0, null, () => {})

function refusal(pattern: string) {
  try {
    compileRegex(pattern)
  } catch (error) {
    if (error instanceof CompileError) return error.fault
    throw error
  }
  return null
}

test.each([
  ['(?i)PASSWORD', 'my password', { start: 3, end: 11 }],
  ['(?s)a.b', 'xa\nb', { start: 1, end: 4 }],
  ['a.b', 'a\nb', null],
  ['(?P<name>\\d+)', 'n 42', { start: 2, end: 4 }],
  ['b', '😀b', { start: 2, end: 3 }],
  ['a$', 'a\n', null],
  ['(?m)a$', 'a\n', { start: 0, end: 1 }],
  ['a{,2}', 'a{,2}', { start: 0, end: 5 }],
  ['\\w+', 'é_a', { start: 1, end: 3 }],
  ['\\pL+', 'é_a', { start: 0, end: 1 }],
])('%s on %j finds %j, as RE2 does', (pattern, text, expected) => {
  expect(find(pattern, text)).toEqual(expected)
})

test('a pattern that makes backtracking engines hang is answered all the same', () => {
  expect(find('(a+)+$', `${'a'.repeat(50_000)}X`)).toBeNull()
})

describe('what RE2 refuses is refused with the construct, its place and what to write instead', () => {
  test.each([
    ['x(?=y)', 'look-ahead', 1],
    ['x(?!y)', 'look-ahead', 1],
    ['(?<=a)b', 'look-behind', 0],
    ['(?<!a)b', 'look-behind', 0],
    ['(?>ab)c', 'atomic group', 0],
    ['a++b', 'possessive quantifier', 1],
    ['(a)\\1', 'back-reference', 3],
    ['end\\Z', '`\\Z`', 3],
    ['\\u0041', '`\\u`', 0],
    ['\\N{DASH}', '`\\N{…}`', 0],
    ['(?x)a b', 'the flag `x`', 0],
  ])('%s', (pattern, construct, position) => {
    expect(refusal(pattern)).toMatchObject({ field: 'pattern', code: 'regex_unsupported', position })
    expect(refusal(pattern)?.message).toContain(construct)
    expect(refusal(pattern)?.hint).toBeTruthy()
  })

  test('an escaped parenthesis is no look-ahead', () => {
    expect(refusal('\\\\(?=a)')?.message).toContain('look-ahead')
    expect(refusal('\\(?=a')).toBeNull()
  })

  test.each(['a(b', '[a', 'a**', '(?P<n>a)(?P<n>b)', 'a{1001}'])('%s is refused as a fault of syntax', (pattern) => {
    expect(refusal(pattern)?.code).toBe('regex_syntax')
  })

  test('a program beyond the limit is refused with its size', () => {
    expect(refusal('(abcdefghij){200}')).toMatchObject({ code: 'regex_too_large' })
    expect(refusal('(abcdefghij){200}')?.message).toContain(String(maxProgramSize))
  })
})
