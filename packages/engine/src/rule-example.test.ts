import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { exampleTrace } from './rule-example.ts'

const traceOf = (rule: Partial<NewRule>) =>
  exampleTrace(newRuleSchema.parse({ name: 'a', pattern: 'x', ...rule }), 'it')

test('a trace is taken as it is, with the phase that it has', () => {
  const rule = newRuleSchema.parse({ name: 'a', pattern: 'x', on: ['user'], tools: ['b'] })
  const example = { role: 'tool' as const, content: { tool: 'c', result: 'x' } }
  expect(exampleTrace(rule, example)).toEqual({ ...example, phase: 'tool_result' })
})

describe('a text stands in the phase that the rule is about', () => {
  test.each<[Partial<NewRule>, string]>([
    [{}, 'user'],
    [{ on: ['system', 'user'] }, 'system'],
    [{ on: ['user', 'tool_result'], tools: ['a'] }, 'tool_result'],
    [{ tools: ['a'] }, 'tool_call'],
    [{ fields: ['/args/x'] }, 'tool_call'],
    [{ fields: ['/args/x'], on: ['tool_result', 'tool_call'] }, 'tool_result'],
    [{ fields: ['/arguments'] }, 'user'],
    [{ fields: ['/x/args/y'] }, 'user'],
    [{ fields: ['/args'] }, 'tool_call'],
    [{ fields: ['/tool'] }, 'tool_call'],
    [{ fields: ['/args/x'], on: ['user', 'tool_call'] }, 'user'],
    [{ tools: ['a'], on: ['user', 'tool_call', 'tool_result'] }, 'tool_call'],
  ])('%j: %s', (rule, phase) => {
    expect(traceOf(rule).phase).toBe(phase)
  })
})

describe('a text stands where the rule looks', () => {
  test.each<[Partial<NewRule>, string, object]>([
    [{}, 'user', { text: 'it' }],
    [{ on: ['tool_call'] }, 'tool', { args: { text: 'it' } }],
    [{ on: ['tool_result'] }, 'tool', { result: 'it' }],
    [{ tools: ['shell'] }, 'tool', { tool: 'shell', args: { text: 'it' } }],
    [{ fields: ['!/args/x', '/args/**'] }, 'tool', { args: { text: 'it' } }],
    [{ fields: ['/args/*/b~1c'] }, 'tool', { args: { text: { 'b/c': 'it' } } }],
    [{ on: ['tool_result'], fields: ['/args/q'] }, 'tool', { args: { q: 'it' }, result: '' }],
    [{ on: ['tool_call'], fields: ['!/result'] }, 'tool', { args: { text: 'it' } }],
    [{ on: ['assistant'], fields: ['/note'] }, 'assistant', { note: 'it' }],
  ])('%j: %s %j', (rule, role, content) => {
    expect(traceOf(rule)).toMatchObject({ role, content })
    expect(Object.keys(traceOf(rule).content)).toEqual(Object.keys(content))
  })

  test('also where the field is named like a member of every object', () => {
    expect(JSON.stringify(traceOf({ fields: ['/__proto__/x'] }).content)).toBe('{"__proto__":{"x":"it"}}')
  })
})

describe('a text stands with a tool that the globs admit', () => {
  test.each([
    [['mail.*'], 'mail.'],
    [['*'], 'x'],
    [['!mail.read'], 'tool'],
    [['mail.*', '!mail.'], 'mail.x'],
    [['!shell', 'shell', 'bash'], 'bash'],
  ])('%j: %s', (tools, tool) => {
    expect(traceOf({ tools }).content.tool).toBe(tool)
  })
})
