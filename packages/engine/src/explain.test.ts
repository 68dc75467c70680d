import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { compileRuleSet } from './compile.ts'
import { evaluate } from './evaluate.ts'
import { explainTrace } from './explain.ts'

const rules: NewRule[] = [
  { name: 'matches', pattern: 'needle', decision: 'block' },
  { name: 'does not', pattern: 'haystack' },
  { name: 'other phase', pattern: 'needle', on: ['user', 'system'] },
  { name: 'other tool', pattern: 'needle', tools: ['mail'] },
  { name: 'other field', pattern: 'needle', fields: ['/result', '/note'] },
  { name: 'excepted', pattern: 'needle', unless: [{ pattern: 'a needle' }] },
  { name: 'shadow', pattern: 'needle', mode: 'shadow' },
  { name: 'off', pattern: 'needle', enabled: false },
  { name: 'broken', pattern: '(', decision: 'ask' },
  { name: 'phrase', pattern: 'a needle', rule_type: 'nlp' },
]
const compiled = () =>
  compileRuleSet(
    rules.map((rule) => newRuleSchema.parse(rule)),
    { number: 3, hash: 'h' },
  ).ruleSet
const facts = { phase: 'tool_call' as const, content: { tool: 'shell', args: { text: 'a needle' } } }
const explain = () => explainTrace(compiled(), facts)
const fateOf = (name: string) => explain().rules.find(({ rule }) => rule === name)

test('the verdict is the one that evaluation gives', () => {
  expect(explain().verdict).toEqual(evaluate(compiled(), facts))
})

test('every enabled rule is told of, in the order of the set', () => {
  expect(explain().rules.map(({ rule }) => rule)).toEqual(
    rules.filter(({ enabled }) => enabled !== false).map(({ name }) => name),
  )
})

describe('of a rule it is told', () => {
  test('where it matched', () => {
    const reason = { path: '/args/text', span: [2, 8], excerpt: 'needle', view: 'text' }
    expect(fateOf('matches')).toMatchObject({ outcome: 'matched', why: null, decision: 'block', reason })
  })

  test('that it did not match', () => {
    expect(fateOf('does not')).toMatchObject({ outcome: 'no_match', why: null, reason: null })
  })

  test.each([
    ['other phase', /^phase: .*user, system, not at tool_call$/],
    ['other tool', /^tool: .*`shell`$/],
    ['other field', /^fields: .*\/result, \/note$/],
  ])('which field keeps it out: %s', (name, why) => {
    expect(fateOf(name)).toMatchObject({ outcome: 'out_of_scope', why: expect.stringMatching(why), reason: null })
  })

  test('that an exception holds', () => {
    expect(fateOf('excepted')).toMatchObject({ outcome: 'excepted', why: expect.stringContaining('unless') })
  })

  test('what it would have done, where it is in shadow', () => {
    expect(fateOf('shadow')).toMatchObject({ mode: 'shadow', outcome: 'matched', reason: { excerpt: 'needle' } })
  })

  test('why it could not be evaluated', () => {
    expect(fateOf('broken')).toMatchObject({ outcome: 'not_evaluated', why: expect.any(String), decision: 'ask' })
  })

  test('what runs it', () => {
    expect(fateOf('phrase')?.executor).toBe('phrases')
    expect(['v8', 're2js']).toContain(fateOf('matches')?.executor)
  })
})

test('a rule for tools is out of the scope of a message', () => {
  const { rules } = explainTrace(compiled(), { phase: 'user', content: { tool: 'mail', text: 'needle' } })
  expect(rules.find(({ rule }) => rule === 'other tool')).toMatchObject({
    outcome: 'out_of_scope',
    why: expect.stringContaining('steps of tools'),
  })
  expect(rules.find(({ rule }) => rule === 'matches')).toMatchObject({ outcome: 'matched' })
  expect(rules.find(({ rule }) => rule === 'does not')).toMatchObject({ outcome: 'no_match', why: null })
})

test('a rule that names no tool is in the scope of every one', () => {
  expect(fateOf('does not')).toMatchObject({ outcome: 'no_match' })
})

test('the readings that rules were asked about are told in their order', () => {
  const { views } = explainTrace(compiled(), { phase: 'user', content: { text: 'ｎｅｅｄｌｅ %6e%65edle' } })
  expect(views.slice(0, 2)).toEqual(['text', 'folded'])
  expect(views).toContain('decoded')
})

test('a reading that is read in more than one way is told once', () => {
  const session = {
    traces: [{ phase: 'user' as const, tails: [{ path: '/text', tail: 'earlier' }], isPartial: false }],
  }
  const { views } = explainTrace(compiled(), { phase: 'user', content: { text: 'pin' }, session })
  expect(views).toEqual(['text', 'session'])
})

test('what AgentSentry itself found stands behind the rules as well', () => {
  const content = { args: { path: 'a', 'p\u0430th': 'b' } }
  const { rules: told } = explainTrace(compiled(), { phase: 'tool_call', content })
  expect(told.at(-1)).toMatchObject({ rule: 'agentsentry.keys', outcome: 'matched', why: null, decision: 'warn' })
})

test('what AgentSentry itself had to say stands behind the rules', () => {
  const content = { tool: 'shell', args: { command: 'a|'.repeat(300_000) } }
  const { rules: told } = explainTrace(compiled(), { phase: 'tool_call', content })
  expect(told.filter(({ rule }) => rule === 'agentsentry.limits')).toEqual([
    expect.objectContaining({ type: 'built_in', mode: 'enforce', decision: 'warn', outcome: 'not_evaluated' }),
  ])
  expect(told.at(-1)?.why).toBe(told.at(-1)?.reason?.unevaluated)
  expect(told.at(-1)?.why).toBeTruthy()
})
