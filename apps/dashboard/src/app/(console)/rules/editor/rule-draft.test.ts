import { newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { candidateOf, draftOf } from './rule-draft.ts'

const rule = newRuleSchema.parse({
  name: 'r',
  rule_type: 'nlp',
  pattern: 'share ssn',
  severity: 'critical',
  decision: 'block',
  enabled: false,
  mode: 'shadow',
  description: 'Two\nlines.',
  on: ['user', 'tool_call'],
  tools: ['mail.*', '!mail.read'],
  fields: ['/args/**'],
  unless: [{ pattern: 'x', type: 'regex', on: ['user'], tools: ['a'], fields: ['/args/cwd'] }, { tools: ['b'] }],
  tags: ['CWE-78', 'x-own'],
  tests: {
    match: ['share ssn', { role: 'tool', content: { tool: 'mail.send', args: { q: 'share ssn' } } }],
    pass: ['no'],
  },
})

test('a rule that is opened and not changed is the same rule', () => {
  const { candidate, faults } = candidateOf(draftOf(rule))
  expect(faults).toEqual([])
  expect(newRuleSchema.parse(candidate)).toEqual(rule)
})

test('a rule of defaults stays one of defaults', () => {
  const bare = newRuleSchema.parse({ name: 'r', pattern: 'x' })
  expect(newRuleSchema.parse(candidateOf(draftOf(bare)).candidate)).toEqual(bare)
})

test('empty lines and white space around entries are nothing', () => {
  const { candidate } = candidateOf({ ...draftOf(rule), tools: '\n  shell \n\n', fields: ' \n' })
  expect(candidate).toMatchObject({ tools: ['shell'], fields: null })
})

test('an example that is no JSON is a fault at its place among those of its kind', () => {
  const draft = draftOf(rule)
  const tests = [...draft.tests, { key: 'new', kind: 'pass' as const, form: 'tool' as const, text: '{"a"' }]
  expect(candidateOf({ ...draft, tests }).faults).toMatchObject([
    { field: 'tests/pass/1', message: expect.stringMatching(/JSON/) },
  ])
})
