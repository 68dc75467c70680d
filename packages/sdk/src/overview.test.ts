import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { startScriptedServer } from '../testing/scripted-server.ts'
import { AgentSentryClient } from './index.ts'

let server: LiveServer
let client: AgentSentryClient
let session: string
beforeAll(async () => {
  server = await startLiveServer({ env: { AGENTSENTRY_API_KEY: 'key-of-the-test', AGENTSENTRY_CHECKS: 'all' } })
  client = new AgentSentryClient({ baseUrl: server.url, apiKey: 'key-of-the-test' })
  session = (await client.createSession({ agent: 'mailer' })).id
  const args = { command: 'rm -rf / --no-preserve-root' }
  await client.sendTrace({ session_id: session, role: 'tool', content: { tool: 'shell', args } })
  await client.sendTrace({ session_id: session, role: 'user', content: { text: 'hello' } })
})
afterAll(() => server.stop())

it('tells as whom it speaks, and that a key is missing or wrong', async () => {
  expect(await client.me()).toEqual({
    actor: 'api_key',
    role: 'admin',
    project: { id: 'default', name: 'default' },
    open: false,
  })
  await expect(new AgentSentryClient({ baseUrl: server.url }).me()).rejects.toMatchObject({ status: 401 })
  const wrong = new AgentSentryClient({ baseUrl: server.url, apiKey: 'wrong' })
  await expect(wrong.me()).rejects.toMatchObject({ status: 403, code: 'key_wrong' })
})

it('gives figures, what waits, and traces of all sessions', async () => {
  const stats = await client.stats({ buckets: 24 })
  expect(stats).toMatchObject({ step_seconds: 7_200, totals: { traces: 2, block: 1, allow: 1 } })
  expect(stats.tools).toEqual([{ tool: 'shell', traces: 1, stopped: 1 }])
  expect(await client.attention()).toMatchObject({ waiting_checks: { count: 1 }, no_rules: false, judge: null })
  const { items, nextCursor } = await client.recentTraces({ limit: 1 })
  expect(items).toMatchObject([{ role: 'user' }])
  const [blocked] = (await client.recentTraces({ limit: 1, cursor: nextCursor })).items
  expect((await client.recentTraces({ decision: 'block', tool: 'shell', phase: 'tool_call' })).items).toEqual([blocked])
  expect(await client.trace(blocked?.id as string)).toMatchObject({ previous_id: null, next_id: items[0]?.id })
  const [hit] = await client.ruleHits()
  expect(hit).toMatchObject({ hits_24h: 1 })
  const found = await client.sessions({ rule: hit?.rule, tool: 'shell' })
  expect(found.items).toMatchObject([{ id: session, traces: 2, worst_decision: 'block' }])
  expect((await client.sessions({ quarantined: true })).items).toEqual([])
  await expect(client.releaseSession(session)).rejects.toMatchObject({ code: 'session_not_quarantined' })
})

it('lists, reads and restores rule sets, and tells the history of a rule', async () => {
  const [before] = (await client.ruleSets({ limit: 1 })).items
  const rule = await client.createRule({ name: 'mine', pattern: 'a' })
  await client.updateRule(rule.id, { pattern: 'b' })
  const history = await client.ruleHistory(rule.id)
  expect(history.map(({ definition }) => definition.pattern)).toEqual(['b', 'a'])
  const { items, nextCursor } = await client.ruleSets({ limit: 2 })
  expect(items.map(({ changed }) => changed.created)).toEqual([[], ['mine']])
  expect((await client.ruleSets({ cursor: nextCursor })).items[0]).toEqual(before)
  const number = before?.number as number
  expect((await client.ruleSet(number)).rules.map(({ name }) => name)).not.toContain('mine')
  expect(await client.restoreRuleSet(number)).toMatchObject({ created: 0, updated: 0, deleted: 1 })
  expect((await client.rules()).map(({ name }) => name)).not.toContain('mine')
  await expect(client.ruleSet(99_999)).rejects.toMatchObject({ status: 404, code: 'rule_set_unknown' })
})

it('tries an import without changing anything', async () => {
  const yaml = 'rules: [{ name: tried, pattern: x }]'
  const preview = await client.importRules(yaml, { dryRun: true })
  expect(preview.changes).toMatchObject([{ rule: 'tried', kind: 'create', before: null }])
  expect((await client.rules()).map(({ name }) => name)).not.toContain('tried')
  // A server that does not know of dry runs answers as if it had been asked to import.
  const older = await startScriptedServer(() => ({ body: { created: 1, updated: 0, skipped: 0, errors: [] } }))
  const tried = new AgentSentryClient({ baseUrl: older.url, retries: 0 }).importRules(yaml, { dryRun: true })
  await expect(tried).rejects.toMatchObject({ code: 'answer_unexpected' })
  await older.stop()
})

it('lists checks and what they cost, and asks again for those that were given up', async () => {
  const { items } = await client.checks({ state: 'waiting' })
  expect(items).toHaveLength(1)
  const id = items[0]?.id as string
  expect(await client.check(id)).toEqual(items[0])
  await expect(client.retryCheck(id)).rejects.toMatchObject({ code: 'check_not_dead' })
  expect(await client.retryChecks()).toEqual({ retried: 0 })
  expect(await client.checkCosts(7)).toEqual([])
  expect(await client.auditHead()).toMatchObject({ seq: expect.any(Number) })
})
