import type { Reason } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { parseStepFilter, passes } from './step-filter.ts'
import { raiseOf } from './to-timeline-trace.ts'

const reason = (type: string, decision: Reason['decision']): Reason => ({
  rule: 'r',
  type,
  severity: 'warning',
  decision,
  description: null,
})

test('a raised decision tells from what, to what and when', () => {
  const reasons = [reason('regex', 'warn'), reason('dynamic', 'block')]
  const checked = { at: '2026-11-30T00:00:00.000Z', model: 'm' }
  expect(raiseOf({ decision: 'block', reasons }, checked)).toEqual({ from: 'warn', to: 'block', ...checked })
  expect(raiseOf({ decision: 'ask', reasons: [reason('dynamic', 'ask')] }, null)).toMatchObject({
    from: 'allow',
    at: null,
  })
})

test('what the rules alone decided was not raised', () => {
  expect(raiseOf({ decision: 'warn', reasons: [reason('regex', 'warn')] }, null)).toBeNull()
})

test('a filter that the address does not name well lets everything through', () => {
  expect(parseStepFilter('constructor', '__proto__')).toEqual({ decision: undefined, phase: undefined })
  expect(passes({ decision: 'allow', phase: 'user' }, parseStepFilter('nonsense', undefined))).toBe(true)
})

test('`stopped` is everything that was not simply allowed', () => {
  const filter = parseStepFilter('stopped', 'tool_call')
  expect(passes({ decision: 'warn', phase: 'tool_call' }, filter)).toBe(true)
  expect(passes({ decision: 'allow', phase: 'tool_call' }, filter)).toBe(false)
  expect(passes({ decision: 'block', phase: 'user' }, filter)).toBe(false)
})
