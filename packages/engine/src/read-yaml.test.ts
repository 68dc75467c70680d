import { describe, expect, test } from 'vitest'
import { maxAliases, readYaml } from './read-yaml.ts'

const faultsOf = (text: string) => readYaml(text).faults.map(({ line, message }) => `${line}: ${message}`)

test('a document that can be read has no faults, and knows the line of everything in it', () => {
  const { document, faults, lineOf } = readYaml('a: 1\n\nb:\n  - c\n')
  expect(faults).toEqual([])
  expect(document?.toJS()).toEqual({ a: 1, b: ['c'] })
  expect(lineOf(document?.getIn(['a'], true) as never)).toBe(1)
  expect(lineOf(document?.getIn(['b', 0], true) as never)).toBe(4)
  expect([lineOf(null), lineOf(undefined)]).toEqual([1, 1])
})

test('values are read as YAML’s core schema reads them, whatever version the document names', () => {
  expect(readYaml('%YAML 1.1\n---\n[yes, 0o17, 0x1F, 2001-01-01, ~, true]').document?.toJS()).toEqual([
    'yes',
    15,
    31,
    '2001-01-01',
    null,
    true,
  ])
})

test('every fault is told with its line, in one line, without a quotation of the text', () => {
  const faults = readYaml('a: [\n\nb: }\n').faults
  expect(faults.map(({ line }) => line)).toEqual([3, 3])
  for (const { message } of faults) expect(message).not.toMatch(/\n| at line /)
})

test.each(['!own x', '!!binary aGk=', '!!set {a}', '!!timestamp 2001-01-01', '!!omap [a: 1]'])(
  'a tag that the core schema does not have is refused: %s',
  (value) => {
    expect(faultsOf(`a: 1\nb: ${value}`)).toEqual([expect.stringMatching(/^2: Unresolved tag/)])
  },
)

describe('a key that stands twice in its map is refused at its line', () => {
  test.each([
    ['a: 1\nb: 2\na: 3', 3],
    ['{a: 1, "a": 2}', 1],
    ['- a: 1\n- b:\n    c: 1\n    c: 2', 4],
    ['5: 1\n"5": 2', 2],
    ['~: 1\n"": 2', 2],
    ['true: 1\n"true": 2', 2],
    ['- &k a\n- a: 1\n  *k : 2', 3],
  ])('%j', (text, line) => {
    expect(faultsOf(text)).toEqual([`${line}: keys must be unique: this one stands twice in its map`])
    expect(readYaml(text).document).toBeNull()
  })

  test.each(['a: {a: 1}', '- a: 1\n- a: 1', '? [x]\n: 1\n? [y]\n: 2', 'a: 1\nA: 2', '~: 1\n"null": 2'])(
    'while others are read: %j',
    (text) => {
      expect(faultsOf(text)).toEqual([])
    },
  )
})

test('aliases are counted, however little each stands for', () => {
  const withAliases = (count: number) => `a: &a x\nb: [${'*a,'.repeat(count)}]`
  expect(faultsOf(withAliases(maxAliases))).toEqual([])
  expect(faultsOf(withAliases(maxAliases + 1))).toEqual([`1: more than ${maxAliases} aliases`])
})

test('what is nested too deeply to be read says so, and nothing else', () => {
  expect(faultsOf(`x: 1\na: ${'['.repeat(100_000)}`)).toEqual(['1: nested too deeply'])
  expect(faultsOf(`a: ${'{b: '.repeat(100_000)}`)).toEqual(['1: nested too deeply'])
})

test('among very many keys the one that stands twice is found', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`)
  expect(faultsOf([...keys, 'k7: 1'].join('\n'))).toEqual([
    '20001: keys must be unique: this one stands twice in its map',
  ])
})
