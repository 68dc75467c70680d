import { isWellFormed, newRuleSchema } from '@agentsentry/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatRules, parseRules } from './rules-document.ts'

test('defaults are a regex that warns, enabled', () => {
  const { rules, faults } = parseRules('rules:\n  - name: a\n    pattern: x\n')
  expect(faults).toEqual([])
  expect(rules).toEqual([newRuleSchema.parse({ name: 'a', pattern: 'x' })])
  expect(rules[0]).toMatchObject({ rule_type: 'regex', severity: 'warning', decision: 'warn', enabled: true })
})

test('every fault of every rule is told with its line and the name of the rule', () => {
  const document = `rules:
  - name: good
    pattern: x
  - name: bad
    pattern: (
    decision: explode
  - pattern: y
  - name: worse
    type: regex
    pattern: a(?=b)
  - name: good
    pattern: again
  - just text
`
  expect(parseRules(document).faults.map(({ line, rule }) => [line, rule])).toEqual([
    [4, 'bad'],
    [7, null],
    [8, 'worse'],
    [11, 'good'],
    [13, null],
  ])
})

test('a fault says apart from its sentence which field it is in, where, and what to write instead', () => {
  const { faults } = parseRules(`
- name: a
  pattern: 'ab(?=c)'
- name: b
  pattern: x
  unless: [{type: nlp}]
  colour: red
- name: b
  pattern: x
`)
  expect(faults).toMatchObject([
    { line: 2, rule: 'a', field: 'pattern', position: 2, code: 'regex_unsupported', hint: expect.any(String) },
    { line: 4, rule: 'b', field: 'unless/0', position: null, code: 'field_invalid', hint: null },
    { line: 4, rule: 'b', field: 'unless/0', code: 'field_invalid' },
    { line: 4, rule: 'b', field: null, code: 'field_invalid' },
  ])
})

describe('tests that a rule carries', () => {
  const document = 'rules: [{name: a, pattern: x, tests: {match: [axe, no], pass: [six, good]}}]'
  test('refuse the document when one fails, each with its case', () => {
    expect(parseRules(document)).toMatchObject({
      rules: [],
      faults: [
        { line: 1, rule: 'a', field: 'tests/match/1', code: 'test_failed', message: expect.stringContaining('`no`') },
        { line: 1, rule: 'a', field: 'tests/pass/0', code: 'test_failed', message: expect.stringContaining('`six`') },
      ],
    })
  })

  test('are left out where that is asked for', () => {
    expect(parseRules(document, { skipTests: true })).toMatchObject({ rules: [{ name: 'a' }], faults: [] })
  })
})

describe('a document that could mean something else is refused', () => {
  test.each([
    ['a field that rules do not have', 'rules: [{name: a, pattern: x, unles: y}]', 'unles'],
    ['a key that stands twice', 'rules:\n  - name: a\n    name: b\n    pattern: x', 'unique'],
    ['a custom tag', 'rules:\n  - name: !!js/function "a"\n    pattern: x', 'tag'],
    ['a tab for indentation', 'rules:\n\t- name: a', 'Tabs'],
    ['a list that is no list', 'rules: {name: a}', 'list under `rules`'],
    ['nothing', '', 'list under `rules`'],
    ['two documents', 'rules: []\n---\nrules: []', 'document'],
    ['both names of the type', 'rules: [{name: a, pattern: x, type: nlp, rule_type: regex}]', 'type'],
  ])('%s', (_what, document, message) => {
    const { rules, faults } = parseRules(document)
    expect(rules).toEqual([])
    expect(faults.map((fault) => fault.message).join('; ')).toContain(message)
  })
})

describe('a document made to exhaust its reader is refused', () => {
  const laughs = ['a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]']
  for (let level = 1; level < 12; level++) laughs.push(`a${level}: &a${level} [${`*a${level - 1},`.repeat(9)}]`)
  test.each([
    ['a billion laughs', `${laughs.join('\n')}\nrules: *a11`],
    ['laughs inside a rule', `rules:\n  - ${laughs.join('\n    ')}\n    name: x\n    pattern: *a11`],
    ['an alias of itself', 'rules: &r [*r]'],
    ['a rule that holds itself', 'rules:\n  - &r {name: a, pattern: x, on: *r}'],
    ['very deep nesting', `rules: ${'['.repeat(100_000)}`],
    ['many aliases', `a: &a x\nrules: [${'*a,'.repeat(500)}]`],
  ])('%s', (_what, document) => {
    expect(parseRules(document).faults.length).toBeGreaterThan(0)
  })
})

test('aliases within reason are read', () => {
  const document = 'rules:\n  - {name: a, pattern: x, on: &on [user, system]}\n  - {name: b, pattern: y, on: *on}\n'
  expect(parseRules(document).rules.map(({ on }) => on)).toEqual([
    ['user', 'system'],
    ['user', 'system'],
  ])
})

test('what was written is read back the same, and written again the same', () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      'yes',
      'null',
      '1.0',
      '0x1',
      '~',
      '- a',
      '# no',
      'a: b',
      '*x',
      '&x',
      '!t',
      '%d',
      '"',
      "'",
      ' a ',
      'é😀',
      '\\d|\\s',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  )
  const line = nasty.filter((text) => !/\p{Cc}/u.test(text))
  const prose = fc.array(nasty, { maxLength: 5 }).map((lines) => lines.join('\n').replaceAll('\0', ''))
  const example = fc.oneof(
    prose.filter((text) => text !== '' && isWellFormed(text)),
    fc.record({
      role: fc.constant('tool' as const),
      content: fc.dictionary(
        line.filter(isWellFormed),
        fc.oneof(nasty.filter(isWellFormed), fc.integer(), fc.boolean()),
      ),
    }),
  )
  const rule = fc.record({
    name: line,
    rule_type: fc.constant('nlp' as const),
    pattern: line.map((text) => `a${text.replaceAll('|', '')}`),
    severity: fc.constantFrom('info' as const, 'critical' as const),
    enabled: fc.boolean(),
    description: fc.option(prose),
    on: fc.option(fc.constant(['user' as const])),
    tools: fc.option(fc.array(line, { minLength: 1, maxLength: 3 })),
    unless: fc.option(
      fc.array(fc.record({ pattern: fc.constant('b'), tools: fc.array(line, { minLength: 1 }) }), { minLength: 1 }),
    ),
    mode: fc.constantFrom('enforce' as const, 'shadow' as const),
    tags: fc.subarray(['CWE-78', 'OWASP-LLM01:2025', 'x-own']),
    tests: fc.option(fc.record({ match: fc.array(example, { minLength: 1, maxLength: 3 }), pass: fc.array(example) })),
  })
  fc.assert(
    fc.property(fc.uniqueArray(rule, { selector: ({ name }) => name, maxLength: 4 }), (drafts) => {
      const rules = drafts.map((draft) => newRuleSchema.parse(draft))
      const written = formatRules(rules)
      const read = parseRules(written, { skipTests: true })
      expect(read).toEqual({ rules, faults: [] })
      expect(formatRules(read.rules)).toBe(written)
    }),
    { numRuns: 300 },
  )
})
