import type { TimelineTrace } from './timeline-step.ts'

/** A trace that was allowed, with the fields that a test is about. */
export function traceFor(fields: Partial<TimelineTrace> & { readonly id: string }): TimelineTrace {
  return {
    role: 'tool',
    phase: 'tool_call',
    decision: 'allow',
    reasons: [],
    shadow: [],
    createdAt: '2026-11-30T00:00:00.000Z',
    masked: 0,
    content: {},
    shortenedFrom: null,
    raise: null,
    ...fields,
  }
}
