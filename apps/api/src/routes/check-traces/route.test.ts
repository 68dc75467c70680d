import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { AuditEntry, Trace, TraceBatchAnswer } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { quarantineSession } from '../../../../../tests/quarantine-session.ts'
import { type ApiUnderTest, startApiOn, startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

let keys = 0
const item = (session_id: string, content: object, others: object = {}) => ({
  session_id,
  role: 'tool',
  content,
  idempotency_key: `k${++keys}`,
  ...others,
})
const dropping = { tool: 'sql', args: 'drop table users' }
const fine = { tool: 'sql', args: 'select 1' }

const send = async (traces: readonly unknown[], to: Pick<ApiUnderTest, 'post'> = api) => {
  const { status, body } = await to.post<TraceBatchAnswer>('/traces/batch', { traces })
  expect(status).toBe(200)
  return body
}
const recordedOf = async (session: string) =>
  (await api.get<Trace[]>(`/sessions/${session}/traces?order=asc&limit=200`)).body

describe('200', () => {
  test('each trace is judged, recorded and audited as if it had come alone, in order', async () => {
    const { id } = await api.newSession()
    const steps = Array.from({ length: 100 }, (_, step) => ({
      tool: 'sql',
      args: step % 10 ? `step ${step}` : 'drop table x',
    }))
    const { results } = await send(steps.map((content) => item(id, content)))
    expect(results.map((result) => 'decision' in result && result.decision)).toEqual(
      steps.map((_, step) => (step % 10 ? 'allow' : 'block')),
    )
    const recorded = await recordedOf(id)
    expect(recorded.map(({ content }) => content)).toEqual(steps)
    expect(recorded.map((trace) => trace.id)).toEqual(results.map((result) => 'id' in result && result.id))
    const { body: audit } = await api.get<AuditEntry[]>('/audit/logs?action=trace_block&limit=200')
    expect(audit.filter(({ details }) => details.session_id === id)).toHaveLength(10)
  })

  test('what earlier traces of the batch left is remembered', async () => {
    await api.newRule({ name: 'split', pattern: 'open\\s*sesame', decision: 'block' })
    const { id } = await api.newSession()
    const said = (text: string) => ({ ...item(id, { text }), role: 'user' })
    const { results } = await send([said('say open'), said('sesame now')])
    expect(results).toMatchObject([
      { decision: 'allow' },
      { decision: 'block', reasons: [{ rule: 'split', view: 'session' }] },
    ])
  })

  test('one that cannot be recorded spoils no other', async () => {
    const { id } = await api.newSession()
    const { results } = await send([
      item(id, fine),
      item('unknown', fine),
      { ...item(id, fine), role: 'robot' },
      item(id, fine, { idempotency_key: 'with blank' }),
      item(id, fine, { local: { decision: 'maybe', rule_set: 1 } }),
      null,
      item(id, dropping),
    ])
    expect(results).toMatchObject([
      { decision: 'allow' },
      { error: { status: 404, code: 'session_unknown' } },
      { error: { status: 422, code: 'request_invalid', detail: expect.stringContaining('/role') } },
      { error: { status: 422, detail: expect.stringContaining('/idempotency_key') } },
      { error: { status: 422, detail: expect.stringContaining('/local/decision') } },
      { error: { status: 422 } },
      { decision: 'block' },
    ])
    expect((await recordedOf(id)).map(({ content }) => content)).toEqual([fine, dropping])
  })

  test('a batch that is sent again records nothing again, also beside traces that are new', async () => {
    const { id } = await api.newSession()
    const first = [item(id, fine), item(id, dropping)]
    const { results } = await send(first)
    const again = await send([...first, item(id, { tool: 'third' })])
    expect(again.results.slice(0, 2)).toEqual(results)
    expect(await recordedOf(id)).toHaveLength(3)
    const other = await send([{ ...first[0], content: dropping }])
    expect(other.results).toMatchObject([{ error: { status: 422, code: 'idempotency_key_reused' } }])
  })

  test('the server has the last word, and counts where a local one was another', async () => {
    const { id } = await api.newSession()
    const rule_set = (await api.check(id, 'user', { text: 'x' })).rule_set
    const local = (decision: string, by = rule_set) => ({ local: { decision, rule_set: by } })
    const batch = [
      item(id, dropping, local('block')),
      item(id, dropping, local('allow')),
      item(id, fine, local('ask', rule_set - 1)),
      item(id, fine),
    ]
    const { results } = await send(batch)
    expect(results).toEqual([
      { id: expect.any(String), decision: 'block', agreed: true },
      {
        id: expect.any(String),
        decision: 'block',
        agreed: false,
        reasons: [expect.objectContaining({ rule: 'no_dropping' })],
      },
      { id: expect.any(String), decision: 'allow', agreed: false, reasons: [] },
      { id: expect.any(String), decision: 'allow', agreed: null, reasons: [], masked: 0 },
    ])
    await send(batch)
    const { body: metrics } = await api.get<string>('/metrics')
    const counted = metrics.match(/^agentsentry_local_verdicts_total.*$/gm)
    expect(counted?.sort()).toEqual([
      'agentsentry_local_verdicts_total{server="agreed",rule_set="same"} 1',
      'agentsentry_local_verdicts_total{server="stronger",rule_set="same"} 1',
      'agentsentry_local_verdicts_total{server="weaker",rule_set="other"} 1',
    ])
  })

  test('what the server alone judged is shown as it was recorded, where something in it was masked', async () => {
    await api.newRule({ name: 'phone', pattern: '555-[0-9]{4}', decision: 'redact', on: ['tool_result'] })
    const { id } = await api.newSession()
    const ringing = { tool: 'book', result: 'ring 555-1234' }
    const { results } = await send([
      item(id, ringing),
      item(id, ringing, { local: { decision: 'allow', rule_set: 1 } }),
    ])
    const payload = { tool: 'book', result: 'ring [masked:phone]' }
    expect(results[0]).toMatchObject({ decision: 'redact', agreed: null, masked: 1, payload })
    expect(results[1]).toEqual({
      id: expect.any(String),
      decision: 'redact',
      agreed: false,
      reasons: expect.any(Array),
    })
  })

  test('tells which rules are in force', async () => {
    const { body: bundle } = await api.get<{ number: number; hash: string }>('/ruleset')
    expect((await send([])).rule_set).toEqual({ number: bundle.number, hash: bundle.hash })
  })
})

test('tells which of its sessions are in quarantine, and blocks their tool calls', async () => {
  const store = await SqliteStore.open({ path: ':memory:' })
  const own = await startApiOn(store, { checks: { kind: 'all' } })
  const [calm, raised] = [await own.newSession(), await own.newSession()]
  const { id } = await own.check(raised.id, 'user', { text: 'hello' })
  await quarantineSession(store, id)
  const answer = await send(
    [item(calm.id, fine), item(raised.id, fine, { local: { decision: 'allow', rule_set: 1 } })],
    own,
  )
  expect(answer.quarantined).toEqual([raised.id])
  expect(answer.results).toMatchObject([
    { decision: 'allow' },
    { decision: 'block', agreed: false, reasons: [{ rule: 'session_quarantined', type: 'built_in' }] },
  ])
  await own.stop()
  await store.close()
})

describe('413', () => {
  test('all traces together are one body', async () => {
    const { id } = await api.newSession()
    const large = Array.from({ length: 3 }, () => item(id, { text: 'x'.repeat(400_000) }))
    const { status, body } = await api.post('/traces/batch', { traces: large })
    expect([status, body]).toEqual([413, expect.objectContaining({ code: 'body_too_large' })])
    expect(await recordedOf(id)).toEqual([])
  })
})

describe('422', () => {
  test.each([
    ['no body', undefined],
    ['a list', []],
    ['no traces', {}],
    ['traces that are no list', { traces: {} }],
    ['101 traces', { traces: Array(101).fill({}) }],
  ])('%s is refused', async (_, body) => {
    expect(await api.post('/traces/batch', body)).toMatchObject({ status: 422, body: { code: 'request_invalid' } })
  })
})
