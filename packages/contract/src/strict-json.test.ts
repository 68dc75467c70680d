import { describe, expect, test } from 'vitest'
import { jsonLimits, parseStrictJson } from './strict-json.ts'

const items = (count: number) => `[${Array.from({ length: count }, () => '1').join()}]`

describe('the number of values', () => {
  test.each([
    ['items of a list', items(jsonLimits.values - 1)],
    ['members of objects', `[${Array.from({ length: (jsonLimits.values - 1) / 3 }, () => '{"a":1,"b":2}').join()}]`],
    ['empty lists and objects', `[${Array.from({ length: (jsonLimits.values - 2) / 2 }, () => '[ ],{\n}').join()}]`],
    ['texts that look like more', `["${'[1,{},'.repeat(jsonLimits.values)}","\\"[,\\\\"]`],
  ])('%s: as many as are allowed', (_name, text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text))
  })

  test.each([
    ['items of a list', items(jsonLimits.values)],
    ['lists in a list', `[${Array.from({ length: jsonLimits.values / 2 }, () => '[1]').join()}]`],
    ['objects', `[${Array.from({ length: jsonLimits.values / 2 }, () => '{"a":1}').join()}]`],
    ['behind a text with quotes', `["\\"\\\\",${items(jsonLimits.values)}]`],
  ])('%s: one more is refused before anything is parsed', (_name, text) => {
    expect(() => parseStrictJson(text)).toThrow(`more than ${jsonLimits.values} values`)
    // Not valid at its end: only what counts first can say so.
    expect(() => parseStrictJson(text.slice(0, -1))).toThrow(`more than ${jsonLimits.values} values`)
  })

  test('a text that ends within a string is not JSON', () => {
    expect(() => parseStrictJson('{"a":"')).toThrow('not valid JSON')
  })
})

test('a key that stands twice is found whatever stands in texts', () => {
  expect(() => parseStrictJson('{"a":"\\":","b":{"c":1,"c":2}}')).toThrow('the key `c` stands twice')
  expect(parseStrictJson('{"a":"\\":\\\\","b":{"c" : 1}}')).toEqual({ a: '":\\', b: { c: 1 } })
})
