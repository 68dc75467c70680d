import { describe, expect, it } from 'vitest'
import { stepSummary } from './step-summary.ts'

const reason = {
  rule: 'no_rm',
  type: 'regex',
  severity: 'critical',
  decision: 'block',
  description: 'Deletes all',
  excerpt: 'rm -rf /',
} as const
const warning = { ...reason, rule: 'odd', decision: 'warn' } as const
const call = {
  phase: 'tool_call',
  content: { tool: 'shell', args: {} },
  decision: 'block',
  reasons: [warning, reason],
} as const

describe('a step in a line', () => {
  it('names the tool, and the rule that decided', () => {
    expect(stepSummary({ ...call, reasons: [...call.reasons] })).toEqual({
      where: 'shell',
      rule: 'no_rm',
      why: 'Deletes all · rm -rf /',
    })
  })

  it('tells a result from a call, and a message from both', () => {
    expect(stepSummary({ ...call, phase: 'tool_result', reasons: [] }).where).toBe('shell (result)')
    expect(stepSummary({ ...call, phase: 'user', content: { text: 'x' }, reasons: [] }).where).toBe('message of a user')
  })

  it('says when a rule could not be evaluated, and when nothing is recorded', () => {
    expect(stepSummary({ ...call, reasons: [{ ...reason, unevaluated: 'timed out' }] }).why).toBe(
      'could not be evaluated: timed out',
    )
    expect(stepSummary({ ...call, reasons: [] })).toMatchObject({ rule: null, why: 'No reason is recorded.' })
    expect(stepSummary({ ...call, reasons: [{ ...reason, description: null, excerpt: '' }] }).why).toBe(
      'The rule has no description.',
    )
  })

  it('takes no more of what was sent than a line shows, and a tool that is no text for none', () => {
    expect(stepSummary({ ...call, content: { tool: 'x'.repeat(10_000) }, reasons: [] }).where).toHaveLength(300)
    expect(stepSummary({ ...call, content: { tool: { toString: 'x' } }, reasons: [] }).where).toBe('call of a tool')
  })
})
