import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { Starts } from '../literals/starts.ts'
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

describe('the faster matcher is used where that is safe and means the same, and else it is said why not', () => {
  test.each([
    ['ab+c', 'v8', null],
    ['(a+)+$', 're2js', /more than linear time/],
    ['(?i)\\pL+x', 're2js', /Unicode/],
  ])('%s: %s', (pattern, executor, reason) => {
    const matcher = compileRegex(pattern)
    expect(matcher.executor).toBe(executor)
    if (reason === null) expect(matcher.executorReason).toBeNull()
    else expect(matcher.executorReason).toMatch(reason)
  })

  test('it answers without asking how many steps may be taken, and RE2 does not', () => {
    const steps: number[] = []
    expect(compileRegex('ab+c').find('xabbc', 0, null, (count) => steps.push(count))).toEqual({ start: 1, end: 5 })
    expect(compileRegex('ab+c').find('xabb', 0, null, (count) => steps.push(count))).toBeNull()
    expect(steps).toEqual([])
    compileRegex('(a|ab)+c').find('xaabc', 0, null, (count) => steps.push(count))
    expect(steps).toHaveLength(1)
  })
})

test('where no match may begin, nothing is searched', () => {
  const searched: number[] = []
  const matcher = compileRegex('(a|ab)+c')
  const starts = new Starts()
  const find = () => matcher.find('abc', 0, starts, (count) => searched.push(count))
  expect(find()).toBeNull()
  expect(searched).toEqual([])
  starts.add(0, 0)
  expect(find()).toEqual({ start: 0, end: 3 })
  expect(searched).toHaveLength(1)
})

test('what a match needs is known of a pattern that is read, and of no other', () => {
  expect(compileRegex('secret[0-9]').needs).not.toBeNull()
  const deep = compileRegex(`${'('.repeat(201)}secret${')'.repeat(201)}`)
  expect(deep).toMatchObject({ needs: null, executor: 're2js', executorReason: expect.stringMatching(/only RE2/) })
  expect(deep.find('a secret', 0, null, () => {})).toEqual({ start: 2, end: 8 })
})

test('a program may be just as large as the limit', () => {
  const sized = (size: number) => {
    const length = Array.from({ length: maxProgramSize + 10 }, (_each, at) => at).find(
      (at) => RE2JS.compile('a'.repeat(at)).programSize() === size,
    )
    return 'a'.repeat(length as number)
  }
  expect(refusal(sized(maxProgramSize))).toBeNull()
  expect(refusal(sized(maxProgramSize + 1))).toMatchObject({
    field: 'pattern',
    code: 'regex_too_large',
    hint: expect.stringMatching(/./),
  })
})
