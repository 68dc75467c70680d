import type { AuditEntry, CheckedTrace, Rule } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { hostileInputs } from './hostile-inputs.ts'
import { sendBytes } from './hostile-sender.ts'
import { startLiveServer } from './live-server.ts'

// One server meets every hostile input, one after another, and must then be what it was before the first.

const apiKey = 'the-Key-of-the-API'
const authorization = { authorization: `Bearer ${apiKey}` }
const server = await startLiveServer({ env: { AGENTSENTRY_API_KEY: apiKey } })
const api = clientOf(server.url)
const session = await api.newSession({ title: 'target' })
const known = { role: 'tool', content: { tool: 'shell', args: { command: 'rm -rf /', cwd: '/home' } } } as const
const first = await api.check(session.id, known.role, known.content)
const inputs = hostileInputs({ sessionId: session.id, traceId: first.id, apiKey })

let rulesBefore: Rule[]
let costBefore: number
beforeAll(async () => {
  rulesBefore = (await api.get<Rule[]>('/rules')).body
  await costOfCheck()
  costBefore = await costOfCheck()
})
afterAll(() => server.kill())

/** How much longer a check takes than a request that asks for nothing, sent in turn: the machine may do other things. */
async function costOfCheck(): Promise<number> {
  const checks: number[] = []
  const others: number[] = []
  while (checks.length < 200) {
    checks.push(await msOf(() => api.check(session.id, known.role, known.content)))
    others.push(await msOf(() => api.get('/healthz')))
  }
  return medianOf(checks) / medianOf(others)
}

async function msOf(ask: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await ask()
  return performance.now() - startedMs
}

function medianOf(times: number[]): number {
  return times.sort((left, right) => left - right)[Math.floor(times.length / 2)] as number
}

const verdictOf = ({ decision, reasons, payload, phase, rules }: CheckedTrace) => ({
  decision,
  reasons,
  payload,
  phase,
  rules,
})

test('there are many, and no two have one name', () => {
  expect(inputs.length).toBeGreaterThan(200)
  const names = inputs.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test.each(inputs)('$status $name', async ({ bytes, after, status, code, holds }) => {
  const reply = await sendBytes(server.url, bytes, after === undefined ? {} : { after })
  expect(reply?.status ?? null).toBe(status)
  if (reply === null) return
  if (reply.status >= 400) {
    expect(reply.type).toMatch(/^application\/problem\+json/)
    expect(reply.body).toMatchObject({ status, code, title: expect.any(String), detail: expect.stringMatching(/./) })
    expect(reply.status !== 422 || Array.isArray((reply.body as { errors?: unknown }).errors)).toBe(true)
  }
  if (holds !== undefined) expect(reply.body).toMatchObject(holds)
})

test('none of them was an error of the server', () => {
  expect(server.output()).not.toMatch(/"level":[56]0/)
})

test('the rules are those of before, and those that were accepted', async () => {
  const { body: rules } = await api.get<Rule[]>('/rules')
  expect(rules.slice(0, rulesBefore.length)).toEqual(rulesBefore)
  for (const { id, name } of rules.slice(rulesBefore.length)) {
    expect(name).toMatch(/^hostile /)
    expect((await api.delete(`/rules/${id}`, undefined, authorization)).status).toBe(200)
  }
})

test('nothing was deleted, and the audit log says nothing that did not happen', async () => {
  expect((await api.get(`/sessions/${session.id}`)).status).toBe(200)
  expect((await api.get(`/traces/${first.id}`)).status).toBe(200)
  const { body: entries } = await api.get<AuditEntry[]>('/audit/logs?limit=200&target_type=rule')
  expect(new Set(entries.map(({ actor }) => actor))).toEqual(new Set(['api_key']))
  expect((await api.get('/audit/logs?action=session_delete')).body).toEqual([])
  expect((await api.get('/audit/logs?action=rule_reload')).body).toEqual([])
})

test('a known trace gets the verdict that it got before', async () => {
  expect(verdictOf(await api.check(session.id, known.role, known.content))).toEqual(verdictOf(first))
  expect((await api.get('/readyz')).body).toMatchObject({ status: 'ok', rule_set: { status: 'ok' } })
})

test('it is as fast as it was', async () => {
  await costOfCheck()
  expect((await costOfCheck()) / costBefore).toBeLessThan(3)
})

test('it ends in order', async () => {
  expect(await Promise.race([server.stop(), new Promise((resolve) => setTimeout(resolve, 60_000, 'it runs on'))])).toBe(
    0,
  )
})
