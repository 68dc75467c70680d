// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the shell's
import { describe, expect, test } from 'vitest'
import { mostNodes, ShellReader } from './shell-reader.ts'
import { Variables } from './variables.ts'

/** What the shell is said to run for a word, quoted so that its blanks stay. */
function wordOf(word: string, before = ''): string | undefined {
  const reader = new ShellReader({ nodes: mostNodes })
  reader.read(`${before}\nrun "${word}"`)
  return reader.renderings
    .map(({ text }) => text)
    .find((text) => text.startsWith('run '))
    ?.slice('run '.length)
}

describe('with `v` as `abcabc`, `e` as nothing, and `u` not set', () => {
  test.each([
    ['${v:-d}', 'abcabc'],
    ['${e:-d}', 'd'],
    ['${e-d}', "''"],
    ['${u-d}', 'd'],
    ['${u:=d}', 'd'],
    ['${v:+d}', 'd'],
    ['${e:+d}', "''"],
    ['${e+d}', 'd'],
    ['${u+d}', "''"],
    ['${v:2}', 'cabc'],
    ['${v:1:2}', 'bc'],
    ['${v: -2}', 'bc'],
    ['${v:1:-1}', 'bcab'],
    ['${v:0:0}', "''"],
    ['${v#a}', 'bcabc'],
    ['${v#b}', 'abcabc'],
    ['${v##*b}', 'c'],
    ['${v#*b}', 'cabc'],
    ['${v#*x}', 'abcabc'],
    ['${v%c}', 'abcab'],
    ['${v%b}', 'abcabc'],
    ['${v%b*}', 'abca'],
    ['${v%%b*}', 'a'],
    ['${v%%x*}', 'abcabc'],
    ['${v#??}', 'cabc'],
    ['${v%??}', 'abca'],
    ['${v#[ab]}', 'abcabc'],
    ['${v/b/x}', 'axcabc'],
    ['${v//b/x}', 'axcaxc'],
    ['${v/b/\\$&}', "'a$&cabc'"],
    ['${v//[bc]/x}', 'abcabc'],
    ['${v^}', 'Abcabc'],
    ['${v^^}', 'ABCABC'],
    ['${w,}', 'aBC'],
    ['${w,,}', 'abc'],
  ])('%s is %s', (word, text) => {
    expect(wordOf(word, 'v=abcabc; e=; w=ABC')).toBe(text)
  })

  test.each(['${u:2}', '${u#a}', '${u/a/b}', '${u^^}'])('%s cannot be told', (word) => {
    expect(wordOf(`a${word}`)).toBe(`a${word}`)
  })
})

test('values of a list go by their number, and all of them by `@` or `*`', () => {
  const list = 'v=(one two three)'
  const words = ['$v', '${v[0]}', '${v[2]}', '${v[@]}', '${v[*]}'].map((word) => wordOf(word, list))
  expect(words).toEqual(['one', 'one', 'three', "'one two three'", "'one two three'"])
  expect(wordOf('x${v[3]}', list)).toBe('x')
})

test('what is set later counts from there on, and `+=` adds to it', () => {
  expect(wordOf('$v', 'v=a; v=b')).toBe('b')
  expect(wordOf('$v', 'v=a; v+=b')).toBe('ab')
})

test('of more variables than are kept those stay that were first, and it is said', () => {
  let cuts = 0
  const variables = new Variables(() => cuts++)
  let count = 0
  while (cuts === 0) variables.set(`v${count++}`, [String(count)])
  expect(count).toBeGreaterThan(900)
  expect(variables.get(`v${count - 1}`)).toBeNull()
  expect(variables.get(`v${count - 2}`)).toBe(String(count - 1))
  variables.set('v0', ['again'])
  expect(variables.get('v0')).toBe('again')
  expect(cuts).toBe(1)
})
