import { describe, expect, test } from 'vitest'
import { completeDefinition, definitionOf, newRuleSchema, rulePatchSchema } from './rule.ts'

const bare = { name: 'a', pattern: 'x' }

function faultsOf(rule: object): string[] {
  const parsed = newRuleSchema.safeParse({ ...bare, ...rule })
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('/'))
}

test('a rule without exceptions, mode, tags and tests is enforced without any', () => {
  expect(newRuleSchema.parse(bare)).toMatchObject({ unless: null, mode: 'enforce', tags: [], tests: null })
})

test('a patch changes none of them unless it names them', () => {
  expect(rulePatchSchema.parse({ mode: 'shadow' })).toEqual({ mode: 'shadow' })
})

test('a definition that was stored before they existed is read with their defaults', () => {
  const { unless, mode, tags, tests, ...stored } = newRuleSchema.parse(bare)
  expect(completeDefinition(stored)).toEqual({ ...stored, unless, mode, tags, tests })
})

test('a definition keeps its fields, in one order, and nothing else', () => {
  const rule = newRuleSchema.parse({ ...bare, mode: 'shadow', tags: ['CWE-78'], unless: [{ tools: ['a'] }] })
  const mixed = Object.fromEntries(Object.entries({ ...rule, id: 1 }).reverse()) as typeof rule
  expect(definitionOf(mixed)).toEqual(rule)
  expect(JSON.stringify(definitionOf(mixed))).toBe(JSON.stringify(definitionOf(rule)))
})

describe('an exception', () => {
  test.each([
    ['nothing', {}],
    ['a type without a pattern', { type: 'nlp' }],
    ['fields without a pattern', { tools: ['a'], fields: ['/args'] }],
    ['a field that exceptions do not have', { patern: 'x' }],
    ['an empty list of tools', { tools: [] }],
    ['a phase that does not exist', { on: ['call'] }],
  ])('of %s is refused', (_what, exception) => {
    expect(faultsOf({ unless: [exception] })).not.toEqual([])
  })

  test.each([
    [{ pattern: 'x' }],
    [{ pattern: 'x', type: 'nlp', on: ['tool_call'], tools: ['a'], fields: ['/args'] }],
    [{ tools: ['a'] }],
    [{ on: ['user'] }],
  ])('%j is taken', (exception) => {
    expect(newRuleSchema.parse({ ...bare, unless: [exception] }).unless).toEqual([exception])
  })
})

describe('a tag', () => {
  test.each([
    'OWASP-LLM01:2025',
    'OWASP-LLM10:2026',
    'OWASP-ASI02:2026',
    'OWASP-A03:2021',
    'AML.T0051',
    'AML.T0051.001',
    'AML.TA0010',
    'T1059.004',
    'CWE-78',
    'CAPEC-88',
    'CVE-2021-44228',
    'x-payments',
    'x-team.payments_2',
  ])('`%s` is taken', (tag) => {
    expect(faultsOf({ tags: [tag] })).toEqual([])
  })

  test.each([
    'OWASP-LLM01',
    'LLM01:2025',
    'OWASP-LLM11:2025',
    'OWASP-LLM00:2025',
    'owasp-llm01:2025',
    'AML.T51',
    'AML.T0051.1',
    'CWE-078',
    'CWE78',
    'payments',
    'x-',
    'X-payments',
    'x-a b',
    'CWE-78 ',
  ])('`%s` is refused, with the forms that are taken', (tag) => {
    const parsed = newRuleSchema.safeParse({ ...bare, tags: [tag] })
    expect(parsed.error?.issues).toMatchObject([{ path: ['tags', 0], message: expect.stringContaining('`CWE-78`') }])
  })

  test('stands once', () => {
    expect(faultsOf({ tags: ['CWE-78', 'CWE-78'] })).toEqual(['tags'])
  })
})

describe('tests of a rule', () => {
  test('either list may be left out, not both', () => {
    expect(newRuleSchema.parse({ ...bare, tests: { match: ['x'] } }).tests).toEqual({ match: ['x'], pass: [] })
    expect(faultsOf({ tests: {} })).toEqual(['tests'])
  })

  test('an example is a text or a trace', () => {
    const trace = { role: 'tool', content: { tool: 'a', args: { n: [1, null, true] } } }
    expect(newRuleSchema.parse({ ...bare, tests: { pass: ['x', trace] } }).tests?.pass).toEqual(['x', trace])
  })

  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  test.each([
    ['an empty text', ''],
    ['a text that is too long', 'x'.repeat(4_001)],
    ['a trace of an unknown role', { role: 'nobody', content: {} }],
    ['a trace with another field', { role: 'user', content: {}, expect: 'block' }],
    ['content that is too long', { role: 'user', content: { text: 'x'.repeat(4_000) } }],
    ['content that is no JSON', { role: 'user', content: { n: Number.NaN } }],
    ['content with half a character', { role: 'user', content: { text: '\ud800' } }],
    ['content within itself', { role: 'user', content: cyclic }],
  ])('%s is refused', (_what, example) => {
    expect(faultsOf({ tests: { match: [example] } })).not.toEqual([])
  })
})
