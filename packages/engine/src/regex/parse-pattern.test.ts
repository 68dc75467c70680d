import { describe, expect, test } from 'vitest'
import { holds } from './character-set.ts'
import { parsePattern } from './parse-pattern.ts'
import type { Syntax } from './syntax.ts'

/** A syntax as text: sets by their ranges, repeats in braces, choices in parentheses. */
function show(syntax: Syntax | null): string {
  if (syntax === null) return 'unfamiliar'
  const character = (code: number) =>
    code > 0x20 && code < 0x7f ? String.fromCharCode(code) : `\\${code.toString(16)}`
  switch (syntax.kind) {
    case 'set': {
      const { ranges, isApproximate } = syntax.set
      const written = ranges.map(([from, to]) =>
        from === to ? character(from) : `${character(from)}-${character(to)}`,
      )
      return `[${written.join('')}${isApproximate ? '≈' : ''}]`
    }
    case 'assertion':
      return `<${syntax.asserts}>`
    case 'sequence':
      return syntax.parts.map(show).join('')
    case 'choice':
      return `(${syntax.options.map(show).join('|')})`
    case 'repeat':
      return `(${show(syntax.body)}){${syntax.min},${syntax.max}${syntax.isLazy ? ',lazy' : ''}}`
  }
}
const shown = (pattern: string) => show(parsePattern(pattern))

describe('sequences, choices, groups and repeats', () => {
  test.each([
    ['', ''],
    ['ab', '[a][b]'],
    ['a|b|', '([a]|[b]|)'],
    ['(?P<name>a)(?<other_1>b)', '[a][b]'],
    ['(a)(?:b)(?P<n>c)(?<m>d)', '[a][b][c][d]'],
    ['(ab|c)d', '([a][b]|[c])[d]'],
    ['a*b+c?', '([a]){0,Infinity}([b]){1,Infinity}([c]){0,1}'],
    ['a*?b+?c??', '([a]){0,Infinity,lazy}([b]){1,Infinity,lazy}([c]){0,1,lazy}'],
    ['a{2}b{2,}c{2,3}d{1000}', '([a]){2,2}([b]){2,Infinity}([c]){2,3}([d]){1000,1000}'],
    ['a{2,3}?', '([a]){2,3,lazy}'],
    ['a{', '[a][{]'],
    ['a{,2}', '[a][{][,][2][}]'],
    ['a{x}', '[a][{][x][}]'],
    ['😀', '[\\1f600]'],
    ['😀*a', '([\\1f600]){0,Infinity}[a]'],
  ])('%s', (pattern, expected) => {
    expect(shown(pattern)).toBe(expected)
  })
})

describe('assertions and the dot', () => {
  test.each([
    ['^a$', '<text-start>[a]<text-end>'],
    ['(?m)^a$', '<line-start>[a]<line-end>'],
    ['(?m)\\Aa\\z', '<text-start>[a]<text-end>'],
    ['\\ba\\B', '<word-edge>[a]<no-word-edge>'],
    ['.', '[\\0-\\9\\b-\\10ffff]'],
    ['(?s).', '[\\0-\\10ffff]'],
  ])('%s', (pattern, expected) => {
    expect(shown(pattern)).toBe(expected)
  })
})

describe('flags', () => {
  test.each([
    ['(?i)b', '[Bb]'],
    ['a(?i)b', '[a][Bb]'],
    ['(?i:b)b', '[Bb][b]'],
    ['(?i)b(?-i)b', '[Bb][b]'],
    ['(?i)b(?-i:b)b', '[Bb][b][Bb]'],
    ['(a(?i)b)b', '[a][Bb][b]'],
    ['a(?i)b|b', '([a][Bb]|[Bb])'],
    ['(?is-m).^', '[\\0-\\10ffff]<text-start>'],
    ['(?ms)^.', '<line-start>[\\0-\\10ffff]'],
    ['(?ms-s)^.', '<line-start>[\\0-\\9\\b-\\10ffff]'],
    ['(?U)a*b*?', '([a]){0,Infinity,lazy}([b]){0,Infinity}'],
    ['(?i)[b-c]\\x62', '[B-Cb-c][Bb]'],
    ['(?i)b(?s)b', '[Bb][Bb]'],
    ['(?im)b(?-im)b^', '[Bb][b]<text-start>'],
    ['(?im)b(?-im:b^)', '[Bb][b]<text-start>'],
    ['(?i)\\Qb.\\E', '[Bb][.]'],
  ])('%s', (pattern, expected) => {
    expect(shown(pattern)).toBe(expected)
  })
})

describe('what is quoted stands for itself', () => {
  test.each([
    ['\\Qa.*\\Eb', '[a][.][*][b]'],
    ['\\Q😀(', '[\\1f600][(]'],
    ['a\\Q\\Eb', '[a][b]'],
    ['\\Qab\\E*', 'unfamiliar'],
    ['\\Qab\\E{2}', 'unfamiliar'],
    ['\\Qab\\Ec*', '[a][b]([c]){0,Infinity}'],
  ])('%s', (pattern, expected) => {
    expect(shown(pattern)).toBe(expected)
  })
})

describe('classes and escapes', () => {
  test.each([
    ['\\d', '[0-9]'],
    ['\\D', '[\\0-/:-\\10ffff]'],
    ['\\w', '[0-9A-Z_a-z]'],
    ['\\W', '[\\0-/:-@[-^`{-\\10ffff]'],
    ['\\s', '[\\9-\\a\\c-\\d\\20]'],
    ['\\S', '[\\0-\\8\\b\\e-\\1f!-\\10ffff]'],
    ['(?i)\\w', '[0-9A-Z_a-z\\17f\\212a]'],
    ['\\a\\f\\n\\r\\t\\v', '[\\7][\\c][\\a][\\d][\\9][\\b]'],
    ['\\x41\\x{1F600}\\x{a}', '[A][\\1f600][\\a]'],
    ['\\101\\0\\07\\01234', '[A][\\0][\\7][\\a][3][4]'],
    ['\\.\\[\\-\\~\\`\\@\\/', '[.][[][-][~][`][@][/]'],
    ['\\.\\x41\\.\\101', '[.][A][.][A]'],
    ['[abc]', '[a-c]'],
    ['[b-b]', '[b]'],
    ['[a[:digit:]]', '[0-9a]'],
    ['[^b]', '[\\0-ac-\\10ffff]'],
    ['[]a]', '[]a]'],
    ['[^]a]', '[\\0-\\^-`b-\\10ffff]'],
    ['[a-]', '[-a]'],
    ['[-a]', '[-a]'],
    ['[a-c-]', '[-a-c]'],
    ['[\\d-]', '[-0-9]'],
    ['[\\x41-\\x43]', '[A-C]'],
    ['[\\]\\\\]', '[\\-]]'],
    ['[😀-😂]', '[\\1f600-\\1f602]'],
    ['[\\dA\\s]', '[\\9-\\a\\c-\\d\\200-9A]'],
    ['[\\D]', '[\\0-/:-\\10ffff]'],
    ['[^\\D]', '[0-9]'],
    ['(?i)[x-z]', '[X-Zx-z]'],
    ['(?i)[^b]', '[\\0-AC-ac-\\10ffff]'],
    ['[a-c][d]', '[a-c][d]'],
  ])('%s', (pattern, expected) => {
    expect(shown(pattern)).toBe(expected)
  })

  test.each([
    ['alnum', '0-9A-Za-z'],
    ['alpha', 'A-Za-z'],
    ['ascii', '\\0-\\7f'],
    ['blank', '\\9\\20'],
    ['cntrl', '\\0-\\1f\\7f'],
    ['digit', '0-9'],
    ['graph', '!-~'],
    ['lower', 'a-z'],
    ['print', '\\20-~'],
    ['punct', '!-/:-@[-`{-~'],
    ['space', '\\9-\\d\\20'],
    ['upper', 'A-Z'],
    ['word', '0-9A-Z_a-z'],
    ['xdigit', '0-9A-Fa-f'],
  ])('[[:%s:]]', (name, ranges) => {
    expect(shown(`[[:${name}:]]`)).toBe(`[${ranges}]`)
    expect(shown(`[^[:^${name}:]]`)).toBe(`[${ranges}]`)
  })

  test('whatever its case, also a class with a name', () => {
    expect(shown('(?i)[[:lower:]]')).toBe('[A-Za-z\\17f\\212a]')
    expect(shown('(?i)[[:digit:]x]')).toBe('[0-9Xx]')
  })
})

describe('of a property what it holds of ASCII is known, and beyond that it may hold anything', () => {
  test.each([
    ['\\pL', '[A-Za-z\\80-\\10ffff≈]'],
    ['\\p{Lu}', '[A-Z\\80-\\10ffff≈]'],
    ['\\p{Nd}', '[0-9\\80-\\10ffff≈]'],
    ['\\p{Greek}', '[\\80-\\10ffff≈]'],
    ['\\p{Latin}', '[A-Za-z\\80-\\10ffff≈]'],
    ['\\PL', '[\\0-@[-`{-\\10ffff≈]'],
    ['\\p{^L}', '[\\0-@[-`{-\\10ffff≈]'],
    ['\\P{^L}', '[A-Za-z\\80-\\10ffff≈]'],
    ['(?i)\\p{Lu}', '[A-Za-z\\80-\\10ffff≈]'],
    ['\\p{Any}', '[\\0-\\10ffff≈]'],
    ['[\\pL\\d]', '[0-9A-Za-z\\80-\\10ffff≈]'],
    ['\\pLx', '[A-Za-z\\80-\\10ffff≈][x]'],
    ['\\p{Lu}x', '[A-Z\\80-\\10ffff≈][x]'],
  ])('%s', (pattern, expected) => {
    expect(shown(pattern)).toBe(expected)
  })
})

describe('what is not known here is left to RE2', () => {
  test.each([
    'a)',
    '(a',
    '*a',
    '+',
    '?a',
    'a**',
    'a{2}{3}',
    'a{2}{10}',
    'a{2}{3,10}',
    '\\y\\.',
    '\\p1\\pL',
    'a{2}+',
    'a{2,3}{4,}',
    '(?=a)',
    '(?P=n)',
    '(?x)a',
    '[b-a]',
    '[a',
    '[',
    '\\',
    '\\y',
    '\\8',
    '\\C',
    '\\p{Nonsense}',
    '\\p{}',
    '\\p1',
    '[[:nonsense:]]',
    '[\\y]',
    '[a-\\d]',
  ])('%s', (pattern) => {
    expect(parsePattern(pattern)).toBeNull()
  })

  test('and so is nesting beyond all reason', () => {
    expect(parsePattern(`${'('.repeat(200)}a${')'.repeat(200)}`)).not.toBeNull()
    expect(parsePattern(`${'('.repeat(201)}a${')'.repeat(201)}`)).toBeNull()
  })
})

test('a class may hold what beyond ASCII folds to ASCII', () => {
  const syntax = parsePattern('(?i)[k]')
  expect(syntax?.kind === 'set' && holds(syntax.set, 0x212a)).toBe(true)
})
