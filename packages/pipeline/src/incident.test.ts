import type { Reason } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { blockIncident, elevationIncident, type IncidentTrace } from './incident.ts'

const reason: Reason = {
  rule: 'no-secrets',
  type: 'regex',
  severity: 'critical',
  decision: 'block',
  description: 'Keys stay here',
  path: '/args/command',
  span: [4, 20],
  excerpt: 'AKIA****',
  view: 'text',
}

function blocked(change: Partial<IncidentTrace> = {}): IncidentTrace {
  return {
    id: '01977b1e-0000-7000-8000-000000000001',
    sessionId: 's-1',
    decision: 'block',
    phase: 'tool_call',
    tool: 'shell',
    reasonsJson: JSON.stringify([reason]),
    createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    ...change,
  }
}

const told = {
  rule: 'no-secrets',
  type: 'regex',
  severity: 'critical',
  decision: 'block',
  description: 'Keys stay here',
}

test('a blocked trace is told with its reasons and without its content', () => {
  const trace = { ...blocked(), contentJson: '{"args":"the whole content"}' }
  const { id, kind, payloadJson } = blockIncident({ projectId: 'default', trace, sessionQuarantined: false })
  expect({ id, kind }).toEqual({ id: `block:${trace.id}`, kind: 'trace.blocked' })
  expect(JSON.parse(payloadJson)).toEqual({
    type: 'trace.blocked',
    timestamp: '2026-01-02T03:04:05.006Z',
    data: {
      project: 'default',
      session_id: 's-1',
      trace_id: trace.id,
      decision: 'block',
      phase: 'tool_call',
      tool: 'shell',
      rules: ['no-secrets'],
      reasons: [{ ...told, path: '/args/command', excerpt: 'AKIA****', view: 'text' }],
      session_quarantined: false,
    },
  })
})

test('an elevation is told with the decision now in force, the judge first, and the time when it was raised', () => {
  const judged: Reason = { ...reason, rule: 'agentsentry.judge', type: 'dynamic', description: 'It sends keys out' }
  const trace = blocked({ decision: 'warn', phase: 'assistant', tool: null })
  const { id, kind, payloadJson } = elevationIncident({
    projectId: 'team-a',
    trace,
    decision: 'block',
    reason: judged,
    sessionQuarantined: true,
    raisedAtMs: trace.createdAtMs + 1_000,
  })
  expect({ id, kind }).toEqual({ id: `elevation:${trace.id}`, kind: 'trace.elevated' })
  expect(JSON.parse(payloadJson)).toMatchObject({
    type: 'trace.elevated',
    timestamp: '2026-01-02T03:04:06.006Z',
    data: {
      project: 'team-a',
      decision: 'block',
      tool: null,
      rules: ['agentsentry.judge', 'no-secrets'],
      session_quarantined: true,
    },
  })
})

test('the same incident is the same bytes', () => {
  const incident = { projectId: 'default', trace: blocked(), sessionQuarantined: false }
  expect(blockIncident(incident)).toEqual(blockIncident(structuredClone(incident)))
})

test('a field that is not known here stays in', () => {
  const reasonsJson = JSON.stringify([{ ...reason, quoted: 'the whole content' }])
  const { payloadJson } = blockIncident({
    projectId: 'default',
    trace: blocked({ reasonsJson }),
    sessionQuarantined: false,
  })
  expect(payloadJson).not.toContain('the whole content')
})

test.each(['💾', '\u0001', '文'])(
  'whatever names and however many reasons, a payload stays below 64 KB: %j',
  (unit) => {
    const long = unit.repeat(5_000)
    const reasons = Array.from({ length: 50 }, (_, index) => ({
      ...reason,
      rule: `${index}${long}`,
      description: long,
      path: `/${long}`,
      excerpt: long,
    }))
    const trace = blocked({ tool: long, reasonsJson: JSON.stringify(reasons) })
    const { payloadJson } = blockIncident({ projectId: 'default', trace, sessionQuarantined: false })
    expect(Buffer.byteLength(payloadJson)).toBeLessThan(64 * 1024)
  },
)

test('a name is never cut within a character', () => {
  for (const tool of ['💾'.repeat(500), `x${'💾'.repeat(500)}`]) {
    const { payloadJson } = blockIncident({ projectId: 'default', trace: blocked({ tool }), sessionQuarantined: false })
    const cut: string = JSON.parse(payloadJson).data.tool
    expect(cut).toMatch(/^x?(💾)+\uFFFD?…$/u)
    expect(cut.isWellFormed()).toBe(true)
  }
})
