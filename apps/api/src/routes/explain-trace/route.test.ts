import type { Explanation } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest({
  rules: [
    { name: 'no_dropping', pattern: '(?i)drop table', decision: 'block', unless: [{ pattern: 'drop table scratch' }] },
    { name: 'watched', pattern: 'table', decision: 'ask', mode: 'shadow' },
    { name: 'about_mail', pattern: 'table', tools: ['mail.*'] },
  ],
})
afterAll(api.stop)

const { id: session } = await api.newSession()
const explain = async (id: string) => (await api.get<Explanation>(`/traces/${id}/explanation`)).body
const outcomes = ({ rules }: Explanation) => Object.fromEntries(rules.map(({ rule, outcome }) => [rule, outcome]))

describe('200', () => {
  test('it tells what was recorded, and of every rule what became of it', async () => {
    const checked = await api.check(session, 'tool', { tool: 'sql', args: { q: 'DROP TABLE users' } })
    const { status, body } = await api.get<Explanation>(`/traces/${checked.id}/explanation`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      trace: { id: checked.id, session_id: session, role: 'tool', phase: 'tool_call', tool: 'sql' },
      decision: 'block',
      rule_set: { number: checked.rule_set, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      evaluation_us: checked.evaluation_us,
      views: expect.arrayContaining(['text']),
      consistent: true,
      differences: [],
    })
    expect(outcomes(body)).toEqual({ no_dropping: 'matched', watched: 'no_match', about_mail: 'out_of_scope' })
    expect(body.rules[0]).toMatchObject({ reason: checked.reasons[0], executor: expect.any(String) })
  })

  test('in words it says where a rule matched, and what kept another out', async () => {
    const { id } = await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table users' } })
    const { text } = await explain(id)
    expect(text).toContain(`Trace ${id} (tool_call of \`sql\``)
    expect(text).toMatch(/was judged `block` in \d+ µs,\nby rule set 1 \([0-9a-f]{64}\)\./)
    expect(text).toMatch(/Matched \(1\):\n {2}no_dropping \(regex, block\) at \/args\/q \[0, 10\): `drop table`\n/)
    expect(text).toMatch(/in shadow \(1\):\n {2}watched \(regex, ask\) at \/args\/q \[5, 10\)/)
    expect(text).toMatch(/Out of scope \(1\):\n {2}about_mail: tool: .*`sql`/)
  })

  test('a match that an exception exempts is told as such', async () => {
    const { id } = await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table scratch' } })
    expect(outcomes(await explain(id))).toMatchObject({ no_dropping: 'excepted', watched: 'matched' })
  })

  test('the rules are those of the time of the trace', async () => {
    const rule = await api.newRule({ name: 'short_lived', pattern: 'mayfly', decision: 'warn' })
    const { id } = await api.check(session, 'user', { text: 'a mayfly' })
    await api.delete(`/rules/${rule.id}`)
    const explanation = await explain(id)
    expect(explanation).toMatchObject({ decision: 'warn', consistent: true })
    expect(outcomes(explanation)).toMatchObject({ short_lived: 'matched' })
  })
})

describe('404', () => {
  test('there is no explanation of an unknown trace', async () => {
    const { status, body } = await api.get('/traces/unknown/explanation')
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'trace_unknown' })
  })
})
