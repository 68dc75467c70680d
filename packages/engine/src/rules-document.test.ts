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

describe('the sentence of a fault says all of it', () => {
  test.each([
    ['- {name: a, pattern: x, on: [y]}', 'on/0', /^`on\.0`: /],
    ['- {name: a, pattern: x, colour: red}', null, /^Unrecognized key: "colour"$/],
    ['- ~', null, /^Invalid input: expected object, received null$/],
    ['- 5', null, /^Invalid input: expected object, received number$/],
    [
      "- {name: a, pattern: 'ab(?=c)'}",
      'pattern',
      /^`pattern`: RE2 .* look-ahead at position 2; match what must follow/,
    ],
    ['- {name: a, pattern: (}', 'pattern', /^`pattern`: missing closing \): `\(` at position 0$/],
    ['- {name: a, pattern: x, fields: [to]}', 'fields/0', /^`fields\/0`: .*; write `\/to`$/],
  ])('%s', (yaml, field, message) => {
    const { rules, faults } = parseRules(yaml)
    expect(rules).toEqual([])
    expect(faults).toMatchObject([{ line: 1, field, message: expect.stringMatching(message) }])
  })

  test('a name that is taken is told with the line that took it', () => {
    expect(parseRules('- {name: a, pattern: x}\n\n- {name: a, pattern: y}\n- {name: a, pattern: z}').faults).toEqual(
      [3, 4].map((line) => ({
        line,
        rule: 'a',
        message: 'the name is taken by the rule on line 1',
        code: 'name_taken',
        field: 'name',
        position: null,
        hint: null,
      })),
    )
  })

  test('what is about the document as a whole names no rule and no field', () => {
    expect(parseRules('# nothing\n\nrules:\n  name: a').faults).toEqual([
      {
        line: 3,
        rule: null,
        message: 'a document holds a list under `rules`',
        code: 'document_invalid',
        field: null,
        position: null,
        hint: null,
      },
    ])
  })
})

describe('of very many faults only the first are told, and how many there are', () => {
  const faulty = (count: number) => Array.from({ length: count }, (_, at) => `- {name: n${at}, pattern: (}`).join('\n')
  test('as many as are told', () => {
    const { faults } = parseRules(faulty(100))
    expect(faults).toHaveLength(100)
    expect(faults.at(-1)).toMatchObject({ line: 100, rule: 'n99' })
  })

  test('and one more', () => {
    const { faults } = parseRules(faulty(102))
    expect(faults).toHaveLength(101)
    expect(faults[99]).toMatchObject({ line: 100, rule: 'n99' })
    expect(faults.at(-1)).toMatchObject({
      line: 101,
      rule: null,
      code: 'document_invalid',
      message: 'and 2 faults more',
    })
  })

  test('also where the document cannot be read at all', () => {
    const { faults } = parseRules('- }\n'.repeat(300))
    expect(faults).toHaveLength(101)
    expect(faults[0]).toMatchObject({ line: 1, code: 'document_invalid' })
    expect(faults.at(-1)?.message).toMatch(/^and \d+ faults more$/)
  })
})

test('the type of a rule goes by `type` or by `rule_type`', () => {
  const typesOf = (yaml: string) => parseRules(yaml).rules.map(({ rule_type }) => rule_type)
  expect(typesOf('- {name: a, pattern: x, type: nlp}\n- {name: b, pattern: x, rule_type: nlp}')).toEqual(['nlp', 'nlp'])
  expect(parseRules('- {name: a, pattern: x, type: other}').faults).toMatchObject([{ field: 'rule_type' }])
})

test('a document is a list of rules, or holds one under `rules` beside anything else', () => {
  expect(parseRules('- {name: a, pattern: x}').rules).toHaveLength(1)
  expect(parseRules('about: a pack\nrules: [{name: a, pattern: x}]').rules).toHaveLength(1)
})

test('a name that is no text is no name to tell a fault by', () => {
  expect(parseRules('- {name: 5, pattern: x}').faults).toMatchObject([{ rule: null, field: 'name' }])
})

test('rules are written with their fields in one order, what is not set left out, and quotes where they are needed', () => {
  const rules = [
    newRuleSchema.parse({ name: 'least', pattern: 'x' }),
    newRuleSchema.parse({
      tests: { match: ['x', '\\s'], pass: ['#y', { role: 'user', content: { text: 'z: 1', 'k: \\': '' } }] },
      tags: ['CWE-78'],
      mode: 'shadow',
      unless: [{ pattern: 'y|z', on: ['user'] }],
      fields: ['/args/**'],
      tools: ['!mail'],
      on: ['user', 'tool_call'],
      description: 'why',
      enabled: false,
      decision: 'block',
      severity: 'critical',
      pattern: '\\d',
      name: 'most',
    }),
    newRuleSchema.parse({ name: 'match', pattern: 'x', tests: { match: ['x'] } }),
    newRuleSchema.parse({ name: 'pass', pattern: `${'long '.repeat(40)}end`, tests: { pass: ['y'] } }),
  ]
  const head = 'severity: warning\n    decision: warn\n    enabled: true\n'
  expect(formatRules(rules)).toBe(`rules:
  - name: least
    type: regex
    pattern: x
    ${head}  - name: most
    type: regex
    pattern: '\\d'
    severity: critical
    decision: block
    enabled: false
    description: why
    on:
      - user
      - tool_call
    tools:
      - "!mail"
    fields:
      - /args/**
    unless:
      - pattern: 'y|z'
        on:
          - user
    mode: shadow
    tags:
      - CWE-78
    tests:
      match:
        - x
        - '\\s'
      pass:
        - '#y'
        - role: user
          content:
            text: 'z: 1'
            "k: \\\\": ""
  - name: match
    type: regex
    pattern: x
    ${head}    tests:
      match:
        - x
  - name: pass
    type: regex
    pattern: ${'long '.repeat(40)}end
    ${head}    tests:
      pass:
        - y
`)
})

test('what two rules share is written in each of them', () => {
  const on = ['user' as const]
  const rules = ['a', 'b'].map((name) => ({ ...newRuleSchema.parse({ name, pattern: 'x' }), on }))
  expect(formatRules(rules)).not.toMatch(/[&*]/)
  expect(parseRules(formatRules(rules)).rules).toEqual(rules)
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

const laughs = ['a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]']
for (let level = 1; level < 12; level++) laughs.push(`a${level}: &a${level} [${`*a${level - 1},`.repeat(9)}]`)

describe('a document made to exhaust its reader is refused', () => {
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

test('a rule that its aliases make too large is refused by itself, and the others are told of as well', () => {
  const { faults } = parseRules(`- name: a\n  pattern: (\n- ${laughs.join('\n  ')}\n  name: x\n- pattern: y`)
  expect(faults).toMatchObject([
    { line: 1, rule: 'a', field: 'pattern' },
    { line: 3, rule: null, field: null, code: 'document_invalid', message: expect.stringContaining('alias') },
    { line: 16, rule: null, field: 'name' },
  ])
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
