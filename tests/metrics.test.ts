import { readFileSync } from 'node:fs'
import type { CheckedTrace, Session } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { type ScrapedMetrics, scrape } from './scraped-metrics.ts'

// Known traffic to the real program, and then what a scrape says of it.

const apiKey = 'the-admin-key-of-this-test-and-no-other'
const headers = { authorization: `Bearer ${apiKey}` }

let server: LiveServer
let metrics: ScrapedMetrics
let blockedRules: string[]

beforeAll(async () => {
  server = await startLiveServer({
    env: {
      AGENTSENTRY_API_KEY: apiKey,
      AGENTSENTRY_ENV: 'production',
      AGENTSENTRY_MAX_IN_FLIGHT: '77',
      AGENTSENTRY_CHECKS: 'all',
      AGENTSENTRY_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      AGENTSENTRY_WEBHOOK_SECRET: 'x'.repeat(32),
      AGENTSENTRY_WEBHOOK_ALLOW: '127.0.0.1',
    },
  })
  const api = clientOf(server.url)
  const { id } = (await api.post<Session>('/sessions', {}, headers)).body
  const check = async (role: string, content: object) =>
    (await api.post<CheckedTrace>('/traces', { session_id: id, role, content }, headers)).body
  for (const text of ['one', 'two', 'three']) await check('user', { text })
  const dangerous = { tool: 'shell', args: { command: 'rm -rf /' } }
  const blocked = [await check('tool', dangerous), await check('tool', dangerous)]
  blockedRules = blocked.flatMap(({ reasons }) => reasons.map(({ rule }) => rule))
  await api.get('/sessions/no-such-session', headers)
  await api.get('/sessions/another', headers)
  await api.get('/nothing/here?text=secret', headers)
  await api.get('/sessions')
  await fetch(`${server.url}/traces`, {
    method: 'POST',
    body: '{',
    headers: { ...headers, 'content-type': 'application/json' },
  })
  metrics = await scrape(server.url, headers)
})
afterAll(() => server.stop())

test.each([
  ['agentsentry_http_requests_total{method="POST",route="/traces",status="200"}', 5],
  ['agentsentry_http_requests_total{method="POST",route="/traces",status="422"}', 1],
  ['agentsentry_http_requests_total{method="POST",route="/sessions",status="200"}', 1],
  ['agentsentry_http_requests_total{method="GET",route="/sessions/:id",status="404"}', 2],
  ['agentsentry_http_requests_total{method="GET",route="unmatched",status="404"}', 1],
  ['agentsentry_http_requests_total{method="GET",route="/sessions",status="401"}', 1],
  ['agentsentry_problems_total{code="session_unknown"}', 2],
  ['agentsentry_problems_total{code="route_unknown"}', 1],
  ['agentsentry_problems_total{code="key_missing"}', 1],
  ['agentsentry_problems_total{code="body_not_json"}', 1],
  ['agentsentry_decisions_total{decision="allow",phase="user"}', 3],
  ['agentsentry_decisions_total{decision="block",phase="tool_call"}', 2],
  ['agentsentry_evaluation_seconds_count', 5],
  ['agentsentry_commit_seconds_count', 5],
  // What is blocked already needs no second opinion.
  ['agentsentry_queue_depth{queue="checks",state="waiting"}', 3],
  ['agentsentry_queue_depth{queue="checks",state="dead"}', 0],
  ['agentsentry_queue_depth{queue="deliveries",state="waiting"}', 2],
  ['agentsentry_queue_depth{queue="deliveries",state="dead"}', 0],
  ['agentsentry_queue_read_failures_total', 0],
  ['agentsentry_store_up', 1],
  ['agentsentry_requests_in_flight', 0],
  ['agentsentry_requests_in_flight_max', 77],
  ['agentsentry_rule_set_number{project="default"}', 1],
])('%s is %i', (name, value) => {
  expect(metrics.get(name)).toBe(value)
})

test('what answering took is told by route', async () => {
  // The parser takes histograms with labels for one.
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text()
  expect(text).toContain('agentsentry_http_request_seconds_count{route="/traces"} 6\n')
})

test('every rule that gave a reason is counted, as often as it did', () => {
  expect(blockedRules.length).toBeGreaterThan(0)
  for (const rule of new Set(blockedRules)) {
    const hits = blockedRules.filter((name) => name === rule).length
    expect(metrics.get(`agentsentry_rule_hits_total{mode="enforced",rule="${rule}"}`)).toBe(hits)
  }
})

test('the process tells its age, its version and the lag of its event loop', () => {
  expect(metrics.get('process_start_time_seconds')).toBeGreaterThan(Date.now() / 1000 - 600)
  expect(metrics.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0)
  const [info] = [...metrics.keys()].filter((name) => name.startsWith('agentsentry_build_info'))
  expect(info).toMatch(new RegExp(`node="${process.version}",version="\\d+\\.\\d+\\.\\d+"`))
  expect(metrics.get('agentsentry_rules_enabled{project="default"}')).toBeGreaterThan(10)
})

test('nothing that was asked for, or sent, is in it', async () => {
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text()
  for (const sent of ['rm -rf', 'secret', 'no-such-session', 'nothing/here', apiKey]) expect(text).not.toContain(sent)
})

test('docs/metrics.md has a line for each metric of ours, and for none that is not there', async () => {
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text()
  const told = [...text.matchAll(/^# TYPE (agentsentry_\w+) /gm)].map(([, name]) => name)
  const documented = [...readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(agentsentry_\w+)/gm)].map(
    ([, name]) => name,
  )
  expect([...new Set(documented)].sort()).toEqual([...told].sort())
})
