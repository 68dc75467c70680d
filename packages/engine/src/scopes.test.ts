import { type NewRule, newRuleSchema, type Phase } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { compileRuleSet } from './compile.ts'

const scopesOf = (...rules: Partial<NewRule>[]) =>
  compileRuleSet(
    rules.map((rule, index) => newRuleSchema.parse({ name: String(index), pattern: 'needle', ...rule })),
    { number: 1, hash: '' },
  ).ruleSet.scopes
const inScope = (rule: Partial<NewRule>, phase: Phase, tool: string | null) =>
  scopesOf(rule).of(phase, tool).count === 1

test('a rule with `on` looks at those phases and no others', () => {
  expect(inScope({ on: ['user', 'tool_call'] }, 'user', null)).toBe(true)
  expect(inScope({ on: ['user', 'tool_call'] }, 'system', null)).toBe(false)
  expect(inScope({}, 'system', null)).toBe(true)
})

test('a rule with `tools` looks at the steps of those tools, and at none that is no tool’s', () => {
  expect(inScope({ tools: ['shell'] }, 'tool_call', 'shell')).toBe(true)
  expect(inScope({ tools: ['shell'] }, 'tool_call', 'mail')).toBe(false)
  expect(inScope({ tools: ['!shell'] }, 'tool_call', '')).toBe(true)
  expect(inScope({ tools: ['!shell'] }, 'user', null)).toBe(false)
})

test('what one tool is in the scope of says nothing of the next, nor does one phase of another', () => {
  const scopes = scopesOf({ tools: ['shell'] }, { on: ['tool_result'] })
  const marks = (phase: Phase, tool: string | null) => [...scopes.of(phase, tool).isInScope]
  for (let again = 0; again < 2; again++) {
    expect(marks('tool_call', 'shell')).toEqual([1, 0])
    expect(marks('tool_call', 'mail')).toEqual([0, 0])
    expect(marks('tool_result', 'shell')).toEqual([1, 1])
    expect(marks('tool_result', null)).toEqual([0, 1])
  }
})

test('a scope is worked out once for each tool, and once for all tools where no rule names any', () => {
  const naming = scopesOf({ tools: ['shell'] })
  expect(naming.of('tool_call', 'shell')).toBe(naming.of('tool_call', 'shell'))
  const indifferent = scopesOf({ on: ['tool_call'] })
  expect(indifferent.of('tool_call', 'shell')).toBe(indifferent.of('tool_call', 'mail'))
})

test('names of tools do not fill the memory: only so many are remembered, and no long ones', () => {
  const scopes = scopesOf({ tools: ['t*'] })
  const isRemembered = (tool: string) => {
    const first = scopes.of('user', tool)
    return scopes.of('user', tool) === first
  }
  expect(isRemembered('t'.repeat(195))).toBe(true)
  expect(isRemembered('t'.repeat(196))).toBe(false)
  for (let index = 1; index < 499; index++) scopes.of('user', `t${index}`)
  expect(isRemembered('t499')).toBe(true)
  expect(isRemembered('t500')).toBe(false)
  expect(scopes.of('user', 't500').count).toBe(1)
  expect(scopes.of('user', 'x500').count).toBe(0)
})

test('rules in scope are told apart by the fields that they read, and by whether every text is theirs', () => {
  const { byFields, unanchored } = scopesOf(
    { fields: ['/a'] },
    { fields: ['/b'], pattern: '.' },
    { fields: ['/a'] },
    { pattern: '.' },
    { fields: ['/c'], on: ['system'] },
    { pattern: '.', on: ['system'] },
  ).of('user', null)
  expect(byFields.map(({ rules }) => rules.map(({ index }) => index))).toEqual([[0, 2], [1]])
  expect(byFields[1]?.fields.admits(['b', 'x'])).toBe(true)
  expect(unanchored.map(({ index }) => index)).toEqual([1, 3])
})
