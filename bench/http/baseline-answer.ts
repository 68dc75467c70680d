/** What both baselines answer, whatever they are sent: JSON of the shape of a checked trace, this many bytes long. */
export function answerOf(bytes: number): string {
  const withText = (text: string) =>
    JSON.stringify({
      id: '01900000-0000-7000-8000-000000000000',
      session_id: '01900000-0000-7000-8000-000000000001',
      role: 'assistant',
      phase: 'assistant',
      decision: 'allow',
      created_at: '2025-01-01T00:00:00.000Z',
      rule_set: 1,
      rules: { ran: 20, out_of_scope: 5, not_evaluated: 0, shadow: 0 },
      evaluation_us: 100,
      reasons: [],
      shadow: [],
      payload: { text },
    })
  return withText('x'.repeat(Math.max(bytes - withText('').length, 0)))
}
