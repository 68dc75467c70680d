import { RE2JS } from 're2js'
import { describe, expect, test } from 'vitest'
import { explainRefusal } from './explain-refusal.ts'

/** The fault of a pattern that RE2 refuses. */
function faultOf(pattern: string) {
  try {
    RE2JS.compile(pattern)
  } catch (error) {
    return explainRefusal(pattern, (error as Error).message)
  }
  throw new Error(`RE2 accepts ${pattern}`)
}

describe('a construct that RE2 leaves out is named, with its place and with what to write instead', () => {
  test.each([
    ['ab(?!cd)', 2, 'negative look-ahead', 'unless'],
    ['ab(?=cd)', 2, 'look-ahead', '`xy`'],
    ['(?<!ab)cd', 0, 'negative look-behind', 'unless'],
    ['x(?<=ab)cd', 1, 'look-behind', '`xy`'],
    ['a(?>bc)', 1, 'atomic groups', '`(?:…)`'],
    ['ab*+', 2, 'possessive quantifiers', 'drop the `+`'],
    ['ab++', 2, 'possessive quantifiers', 'drop the `+`'],
    ['ab?+', 2, 'possessive quantifiers', 'drop the `+`'],
    ['ab{2}+', 4, 'possessive quantifiers', 'drop the `+`'],
    ['(a)\\1', 3, 'back-references', 'earlier group'],
    ['(a)\\9', 3, 'back-references', 'earlier group'],
    ['(?P<n>a)\\k<n>', 8, 'back-references', 'earlier group'],
    ['(?P<n>a)\\k{n}', 8, 'back-references', 'earlier group'],
    ['(?P<n>a)(?P=n)', 8, 'back-references', 'earlier group'],
    ['a(?#why)b', 1, 'comments', '`description`'],
    ['(a)?(?(1)b|c)', 4, 'conditionals', 'alternatives'],
    ['(?x)a b', 0, 'the flag `x`', 'without white space'],
    ['(?ix)a b', 0, 'the flag `x`', 'without white space'],
    ['(?xi)a b', 0, 'the flag `x`', 'without white space'],
    ['a(?x: b)', 1, 'the flag `x`', 'without white space'],
    ['ab\\Z', 2, '`\\Z`', '`\\z`'],
    ['a\\u00e9', 1, '`\\u`', '`\\x{0041}`'],
    ['[\\u4E00-\\u9FFF]', 1, '`\\u`', '`\\x{0041}`'],
    ['a\\N{DASH}', 1, '`\\N{…}`', '`\\x{0041}`'],
  ])('%s', (pattern, position, construct, advice) => {
    const fault = faultOf(pattern)
    expect(fault).toMatchObject({ field: 'pattern', code: 'regex_unsupported', position })
    expect(fault.message).toBe(`RE2 does not have ${construct}`)
    expect(fault.hint).toContain(advice)
  })
})

describe('what only looks like one is not taken for it', () => {
  test.each([
    ['an escaped parenthesis', '\\(?=a('],
    ['an escaped bracket', '\\[(?:a+]('],
    ['an escaped plus', '\\++('],
    ['an escaped backslash', '\\\\1('],
    ['operators in a class', '[*+]+('],
    ['a group in a class', '[(?=]('],
    ['brackets behind one another', '[a]b+[c]('],
    ['a name that holds an x', '(?P<x>a)('],
    ['a group that begins with an x', '(?:x)('],
    ['an unknown flag', '(?z)'],
    ['a short `\\u`', '\\u41'],
    ['an octal number', '(a)\\0('],
  ])('%s: %s', (_what, pattern) => {
    expect(faultOf(pattern)).toMatchObject({ field: 'pattern', code: 'regex_syntax' })
    expect(faultOf(pattern).hint).toBeUndefined()
  })

  test('and a construct behind it is found all the same', () => {
    expect(faultOf('\\\\\\(a(?=b)')).toMatchObject({ code: 'regex_unsupported', position: 5 })
    expect(faultOf('[*+](?=b)')).toMatchObject({ message: 'RE2 does not have look-ahead', position: 4 })
    expect(faultOf('[a](?=b)[c]')).toMatchObject({ message: 'RE2 does not have look-ahead', position: 3 })
    expect(faultOf('[a\\]+](?=b)')).toMatchObject({ message: 'RE2 does not have look-ahead', position: 6 })
  })
})

describe('any other fault is told in RE2’s words, where what they quote stands', () => {
  test.each([
    ['ab[c', 'missing closing ]: `[c`', 2],
    ['xa**', 'invalid nested repetition operator: `**`', 2],
    ['x[b-a]', 'invalid character class range: `b-a`', 2],
  ])('%s', (pattern, message, position) => {
    expect(faultOf(pattern)).toEqual({ field: 'pattern', code: 'regex_syntax', message, position })
  })

  test('without a place where they quote nothing, or nothing that the pattern holds', () => {
    expect(faultOf('a\\')).toEqual({
      field: 'pattern',
      code: 'regex_syntax',
      message: 'trailing backslash at end of expression',
    })
    expect(explainRefusal('ab', 'error parsing regexp: odd: ``')).toEqual({
      field: 'pattern',
      code: 'regex_syntax',
      message: 'odd: ``',
    })
    expect(explainRefusal('ab', 'error parsing regexp: odd: `c`').position).toBeUndefined()
    expect(explainRefusal('ab', 'odd `b` in `a` here').position).toBeUndefined()
    expect(explainRefusal('ab', 'odd in `b` ').position).toBe(1)
  })
})
