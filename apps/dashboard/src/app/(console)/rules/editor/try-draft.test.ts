import { newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import type { Trial, TrialInput } from './engine-questions.ts'
import { RuleSets } from './rule-sets.ts'
import { marksOfTrial } from './trial-marks.ts'
import { replayDraft, tryDraft } from './try-draft.ts'

const rule = (given: object) => newRuleSchema.parse({ name: 'draft', pattern: 'secret', ...given })
const asks = rule({ name: 'asks', pattern: 'wire', decision: 'ask' })
const stored = { rules: [{ id: 1, definition: asks }], editedId: null }

function attempt(given: object, input: Partial<TrialInput>, sets = new RuleSets(stored)): Trial {
  const trial = tryDraft(rule(given), { form: 'text', text: '', phase: 'user', tool: '', ...input }, sets)
  if ('unreadable' in trial) throw new Error(trial.unreadable)
  return trial
}

test('what the rule decides alone, and what all rules decide with it and without', () => {
  expect(attempt({ decision: 'block' }, { text: 'a secret wire' })).toMatchObject({
    alone: { outcome: 'matched', reason: { path: '/text', span: [2, 8] } },
    withDraft: { decision: 'block', reasons: [{ rule: 'draft' }, { rule: 'asks' }] },
    asStored: 'ask',
  })
})

test('a rule in shadow, or off, matches alone and decides nothing', () => {
  const shadow = attempt({ decision: 'block', mode: 'shadow' }, { text: 'secret' })
  expect(shadow).toMatchObject({
    alone: { outcome: 'matched' },
    withDraft: { decision: 'allow', shadow: [{ rule: 'draft' }] },
  })
  const off = attempt({ decision: 'block', enabled: false }, { text: 'secret' })
  expect(off).toMatchObject({ alone: { outcome: 'matched' }, withDraft: { decision: 'allow', shadow: [] } })
})

test('the rule that is edited is judged as the draft has it, not twice', () => {
  const sets = new RuleSets({ ...stored, editedId: 1 })
  const trial = attempt({ name: 'asks', pattern: 'wire', decision: 'warn' }, { text: 'wire' }, sets)
  expect(trial).toMatchObject({ withDraft: { decision: 'warn' }, asStored: 'ask' })
  expect(trial.withDraft.reasons).toHaveLength(1)
})

test('every place is marked, those in other readings over what they were made from', () => {
  const trial = attempt({ decision: 'block' }, { text: 'secret, secret, dGhlIHNlY3JldCBwYXNzd29yZA==' })
  expect(marksOfTrial(trial, { name: 'draft', decision: 'block' })).toMatchObject([
    { path: '/text', start: 0, end: 6, tone: 'block', label: 'draft' },
    { path: '/text', start: 8, end: 14, tone: 'block', label: 'draft' },
    { path: '/text', tone: 'block', label: 'draft, read as decoded' },
  ])
})

describe('a text is put where the rule looks', () => {
  test.each<[object, Partial<TrialInput>, object]>([
    [{}, { phase: 'assistant' }, { role: 'assistant', content: { text: 'secret' } }],
    [
      { fields: ['/args/cmd'] },
      { phase: 'tool_call', tool: 'shell' },
      { content: { tool: 'shell', args: { cmd: 'secret' } } },
    ],
    [{ tools: ['mail.*'] }, { phase: 'tool_result' }, { content: { tool: 'mail.', result: 'secret' } }],
  ])('%j, %j', (given, input, step) => {
    expect(attempt(given, { ...input, text: 'secret' })).toMatchObject({ ...step, alone: { outcome: 'matched' } })
  })
})

describe('content as JSON', () => {
  test('is taken as it is, and its phase is what it makes of itself', () => {
    const text = '{"tool":"a","args":{},"result":"secret"}'
    expect(attempt({}, { form: 'json', text, phase: 'tool_call' })).toMatchObject({ phase: 'tool_result' })
  })

  test.each(['{', '[]', '"x"', 'null'])('`%s` is told to be none', (text) => {
    const input = { form: 'json', text, phase: 'user', tool: '' } as const
    expect(tryDraft(rule({}), input, new RuleSets(stored))).toHaveProperty('unreadable')
  })
})

test('of recorded steps it is told which the rule matches, and what changes', () => {
  const traces = ['a secret', 'wire', 'nothing', 'secret wire'].map((text, index) => {
    return { id: String(index), phase: 'user' as const, content: { text } }
  })
  const outcomes = replayDraft(rule({ decision: 'block' }), traces, new RuleSets(stored))
  expect(outcomes.map(({ id, reason, before, after }) => [id, reason?.rule ?? null, before, after])).toEqual([
    ['0', 'draft', 'allow', 'block'],
    ['1', null, 'ask', 'ask'],
    ['2', null, 'allow', 'allow'],
    ['3', 'draft', 'ask', 'block'],
  ])
})
