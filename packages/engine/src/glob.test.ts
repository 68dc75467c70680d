import { describe, expect, test } from 'vitest'
import { compileNameGlobs, compilePointerGlobs, formatPointer, parsePointer } from './glob.ts'

describe('names', () => {
  test.each([
    [['shell'], 'shell', true],
    [['shell'], 'shell2', false],
    [['mail.*'], 'mail.send', true],
    [['mail.*'], 'mail', false],
    [['*'], '', true],
    [['*.*.read'], 'a.b.read', true],
    [['*.*.read'], 'a.read', false],
    [['a*b*c'], 'abbc', true],
    [['ab*ba'], 'aba', false],
    [['*ab*'], 'abx', true],
    [['*ab*c'], 'abc', true],
    [['*ab*bc'], 'abc', false],
    [['*ab*ab*'], 'ab', false],
    [['*ab*ab*'], 'abab', true],
    [['*ab*cd*'], 'xcd', false],
    [['*ab*cd*'], 'cdab', false],
    [['mail.*', '!mail.read'], 'mail.read', false],
    [['!mail.read'], 'shell', true],
    [['!mail.*', 'mail.send'], 'mail.send', false],
    [['constructor'], 'constructor', true],
    [['shell'], 'constructor', false],
  ])('%j on `%s` is %s', (patterns, name, expected) => {
    expect(compileNameGlobs(patterns)(name)).toBe(expected)
  })

  test('many stars on a long name take no longer than pattern times name', () => {
    const matches = compileNameGlobs([`${'a*'.repeat(200)}b`])
    expect(matches('a'.repeat(200_000))).toBe(false)
  })
})

describe('pointers', () => {
  test.each([
    ['/args', ['args'], true],
    ['/args', ['args', 'to'], true],
    ['/args', ['result'], false],
    ['/args/to', ['args', 'cc'], false],
    ['/args/to', ['args'], false],
    ['', ['args', 'to'], true],
    ['/', [''], true],
    ['/', ['args'], false],
    ['/args/*', ['args', 'to'], true],
    ['/args/*', ['args', 'to', '0'], false],
    ['/args/**', ['args', 'to', '0'], true],
    ['/args/**', ['args'], true],
    ['/**/url', ['args', 'request', 'url'], true],
    ['/**/url', ['url'], true],
    ['/**/url', ['args', 'urls'], false],
    ['/args/*_path', ['args', 'file_path'], true],
    ['/args/a~1b', ['args', 'a/b'], true],
    ['/args/m~0n', ['args', 'm~n'], true],
  ])('`%s` on %j is %s', (pattern, segments, expected) => {
    expect(compilePointerGlobs([pattern])(segments)).toBe(expected)
  })

  test('`!` excludes, and exclusions alone admit everything else', () => {
    const matches = compilePointerGlobs(['!/result', '!/**/secret'])
    expect(matches(['args', 'to'])).toBe(true)
    expect(matches(['result', 'rows', '0'])).toBe(false)
    expect(matches(['args', 'secret'])).toBe(false)
  })

  test('are written with `~` and `/` escaped', () => {
    expect(formatPointer(['args', 'a/b', 'm~n'])).toBe('/args/a~1b/m~0n')
    expect(parsePointer('/args/a~1b/m~0n')).toEqual(['args', 'a/b', 'm~n'])
    expect(parsePointer('/~01')).toEqual(['~1'])
    expect([formatPointer([]), parsePointer('')]).toEqual(['', []])
  })
})
