import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { startScriptedServer } from '../testing/scripted-server.ts'
import { AgentSentryClient, ApiError, type Page } from './index.ts'

let server: LiveServer
let client: AgentSentryClient
beforeAll(async () => {
  server = await startLiveServer({ env: { AGENTSENTRY_API_KEY: 'key-of-the-test' } })
  client = new AgentSentryClient({ baseUrl: server.url, apiKey: 'key-of-the-test' })
})
afterAll(() => server.stop())

async function all<Item>(list: (cursor: string | null) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = []
  let cursor: string | null = null
  do {
    const page: Page<Item> = await list(cursor)
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

describe('sessions', () => {
  it('are created with what they are given, read, and deleted', async () => {
    const given = { title: 'Refund', agent: 'support', user_id: 'u1', tags: ['a'], metadata: { ticket: 7 } }
    const created = await client.createSession(given)
    expect(created).toMatchObject(given)
    expect(await client.session(created.id)).toMatchObject({ ...given, traces: 0, worst_decision: null })
    expect(await client.deleteSession(created.id)).toEqual({ id: created.id, deleted: true })
    await expect(client.session(created.id)).rejects.toMatchObject({ status: 404, code: 'session_unknown' })
  })

  it('need nothing to be created', async () => {
    expect((await client.createSession()).title).toBeNull()
  })

  it('are listed page by page, newest first, each once', async () => {
    const ids: string[] = []
    for (let index = 0; index < 7; index += 1) ids.unshift((await client.createSession({ agent: 'pages' })).id)
    const listed = await all((cursor) => client.sessions({ agent: 'pages', limit: 3, cursor }))
    expect(listed.map(({ id }) => id)).toEqual(ids)
    expect((await client.sessions({ agent: 'nobody' })).items).toEqual([])
  })
})

describe('traces', () => {
  it('are judged, read, and listed in both orders', async () => {
    const { id } = await client.createSession()
    const said = await client.sendTrace({ session_id: id, role: 'user', content: { text: 'hello' } })
    expect(said).toMatchObject({ session_id: id, role: 'user', phase: 'user', decision: 'allow', reasons: [] })
    const args = { command: 'rm -rf / --no-preserve-root' }
    const call = await client.sendTrace({ session_id: id, role: 'tool', content: { tool: 'shell', args } })
    expect(call).toMatchObject({ phase: 'tool_call', decision: 'block' })
    expect(call.reasons[0]).toMatchObject({ rule: 'no_shell_rm_rf', path: '/args/command' })
    expect(await client.trace(call.id)).toMatchObject({
      id: call.id,
      content: { tool: 'shell', args },
      decision: 'block',
    })
    const newestFirst = await all((cursor) => client.traces(id, { limit: 1, cursor }))
    expect(newestFirst.map((trace) => trace.id)).toEqual([call.id, said.id])
    expect((await client.traces(id, { order: 'asc' })).items.map((trace) => trace.id)).toEqual([said.id, call.id])
    expect(await client.session(id)).toMatchObject({
      traces: 2,
      decisions: { allow: 1, block: 1 },
      worst_decision: 'block',
    })
  })

  it('with one key are one trace, and the key cannot be used for another', async () => {
    const { id } = await client.createSession()
    const send = (text: string) =>
      client.sendTrace({ session_id: id, role: 'user', content: { text } }, { idempotencyKey: 'k1' })
    const first = await send('once')
    expect(await send('once')).toEqual(first)
    await expect(send('twice')).rejects.toMatchObject({ code: 'idempotency_key_reused' })
    expect((await client.traces(id)).items).toHaveLength(1)
  })

  it('recorded although the answer was lost, are not recorded again by the retry', async () => {
    const { id } = await client.createSession()
    const lossy = await startScriptedServer(async (request, index) => {
      const { method, headers, body } = request
      const { 'content-type': type = '', 'idempotency-key': key = '' } = headers
      const answer = await fetch(server.url + request.url, {
        method,
        headers: { 'content-type': type, 'idempotency-key': String(key) },
        body: new Uint8Array(body),
      })
      return index === 0 ? { drop: true } : { status: answer.status, body: await answer.text() }
    })
    const content = { text: 'hello 🙂' }
    const trace = await new AgentSentryClient({ baseUrl: lossy.url }).sendTrace({
      session_id: id,
      role: 'user',
      content,
    })
    await lossy.stop()
    expect(lossy.received).toHaveLength(2)
    expect((await client.traces(id)).items.map((recorded) => recorded.id)).toEqual([trace.id])
  })

  it('are recorded whatever their content holds', async () => {
    const { id } = await client.createSession()
    const cycle: Record<string, unknown> = { half: 'a\ud83d', 'key\0': 1 }
    cycle.self = cycle
    const content = { tool: 't', args: cycle, result: new Map([['n', 2n ** 64n]]), error: undefined }
    const { payload } = await client.sendTrace({ session_id: id, role: 'tool', content })
    const args = { half: 'a\ufffd', 'key\ufffd': 1, self: '[Circular]' }
    expect(payload).toEqual({ tool: 't', args, result: { n: '18446744073709551616' } })
  })

  it('as deep and as large as is read are recorded', async () => {
    const { id } = await client.createSession()
    let deep: unknown = 'bottom'
    for (let level = 0; level < 70; level += 1) deep = { in: deep }
    for (const result of [deep, new Array(60_000).fill(1)]) {
      const trace = await client.sendTrace({ session_id: id, role: 'tool', content: { tool: 't', args: {}, result } })
      expect(trace.phase).toBe('tool_result')
    }
  })

  it('are sent many at a time, and one that is refused spoils no other', async () => {
    const { id } = await client.createSession()
    const step = { session_id: id, role: 'tool', content: { tool: 'shell', args: { command: 'rm -rf / \0' } } } as const
    const local = { decision: 'allow', rule_set: 1 } as const
    const batch = [{ ...step, idempotency_key: 'b1', local }, { ...step, session_id: 'nobody' }, step]
    const { results, rule_set } = await client.sendTraces(batch)
    expect(results).toMatchObject([
      { decision: 'block', agreed: false },
      { error: { status: 404, code: 'session_unknown' } },
      { decision: 'block', agreed: null },
    ])
    expect((await client.sendTraces(batch)).results[0]).toEqual(results[0])
    expect((await client.traces(id)).items).toHaveLength(3)
    expect((await client.ruleset())?.bundle).toMatchObject(rule_set)
  })

  it('of an unknown session are refused', async () => {
    const unknown = client.sendTrace({ session_id: 'nobody', role: 'user', content: { text: 'x' } })
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'session_unknown' })
    await expect(client.trace('nobody')).rejects.toMatchObject({ status: 404, code: 'trace_unknown' })
    expect(await client.traces('nobody')).toEqual({ items: [], nextCursor: null })
  })

  it('with faults are refused with the place of each', async () => {
    const trace = { session_id: 'x', role: 'robot' as 'user', content: {} }
    const error = await client.sendTrace(trace).catch((error: ApiError) => error)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 422, errors: [{ path: '/role' }] })
  })
})

describe('rules', () => {
  it('in force are read whole, and not again until they change', async () => {
    const { bundle, etag } = (await client.ruleset()) ?? {}
    expect(bundle?.rules.map(({ name }) => name)).toEqual((await client.rules()).map(({ name }) => name))
    expect(await client.ruleset({ etag: etag ?? null })).toBeNull()
    const { id } = await client.createRule({ name: 'no_whale', pattern: 'whale' })
    expect((await client.ruleset({ etag: etag ?? null }))?.bundle.number).not.toBe(bundle?.number)
    await client.deleteRule(id)
  })

  it('are created, changed, switched and deleted', async () => {
    const created = await client.createRule({ name: 'no_lottery', pattern: 'lottery', decision: 'warn' })
    expect(created).toMatchObject({ name: 'no_lottery', rule_type: 'regex', enabled: true })
    expect((await client.rules()).map(({ name }) => name)).toContain('no_lottery')
    expect(await client.updateRule(created.id, { decision: 'block' })).toMatchObject({
      decision: 'block',
      pattern: 'lottery',
    })
    expect(await client.toggleRule(created.id, false)).toMatchObject({ enabled: false })
    expect(await client.deleteRule(created.id)).toEqual({ ok: true })
    await expect(client.deleteRule(created.id)).rejects.toMatchObject({ status: 404, code: 'rule_unknown' })
  })

  it('of one name are refused', async () => {
    const rule = { name: 'twin', pattern: 'x' }
    const { id } = await client.createRule(rule)
    await expect(client.createRule(rule)).rejects.toMatchObject({ status: 409, code: 'rule_name_taken' })
    await client.deleteRule(id)
  })

  it('are imported and exported as YAML, and reloaded', async () => {
    const yaml = 'rules:\n  - name: imported\n    type: nlp\n    pattern: "share ssn"\n'
    expect(await client.importRules(yaml)).toMatchObject({ created: 1 })
    expect(await client.importRules(yaml)).toMatchObject({ created: 0, skipped: 1 })
    expect(await client.exportRules()).toContain('name: imported')
    expect(await client.reloadRules()).toMatchObject({ ok: true, count: expect.any(Number) })
  })

  it('that are bad are all named, and none is imported', async () => {
    const yaml = 'rules:\n  - name: fine\n    pattern: x\n  - name: bad\n    pattern: "("\n'
    const error = await client.importRules(yaml).catch((error: ApiError) => error)
    expect(error).toMatchObject({ status: 422, code: 'rules_document_invalid' })
    expect((error as ApiError).errors.length).toBeGreaterThan(0)
    expect((await client.rules()).map(({ name }) => name)).not.toContain('fine')
  })

  it('can be read by everyone and changed with the right key only', async () => {
    const rule = { name: 'x', pattern: 'x' }
    const keyless = new AgentSentryClient({ baseUrl: server.url })
    expect(await keyless.rules()).toEqual(await client.rules())
    await expect(keyless.createRule(rule)).rejects.toMatchObject({ status: 401, code: 'key_missing' })
    const wrong = new AgentSentryClient({ baseUrl: server.url, apiKey: 'wrong' })
    await expect(wrong.createRule(rule)).rejects.toMatchObject({ status: 403, code: 'key_wrong' })
  })
})

it('the audit log says who did what, page by page', async () => {
  const { id } = await client.createRule({ name: 'audited', pattern: 'x' })
  await client.deleteRule(id)
  const { items } = await client.auditLogs({ action: 'rule_delete', limit: 1 })
  expect(items).toMatchObject([{ actor: 'api_key', action: 'rule_delete', target_type: 'rule', target_id: String(id) }])
  const entries = await all((cursor) => client.auditLogs({ target_type: 'rule', limit: 2, cursor }))
  expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length)
  expect(entries.every((entry) => entry.target_type === 'rule')).toBe(true)
})

it('a server that can work is ready, and says with what', async () => {
  const readiness = await client.ready()
  expect(readiness).toMatchObject({ ready: true, status: 'ok', store: { status: 'ok' } })
  expect(readiness.rule_set.enabled).toBeGreaterThan(0)
})

it('a server that says it is not ready is an answer', async () => {
  const scripted = await startScriptedServer(() => ({ status: 503, body: { status: 'unavailable' } }))
  expect(await new AgentSentryClient({ baseUrl: scripted.url }).ready()).toMatchObject({ ready: false })
  expect(scripted.received).toHaveLength(1)
  await scripted.stop()
})

it('a page that says 503 in front of the server is none', async () => {
  const scripted = await startScriptedServer(() => ({ status: 503, body: '<html>' }))
  const ready = new AgentSentryClient({ baseUrl: scripted.url }).ready()
  await expect(ready).rejects.toMatchObject({ code: 'answer_unexpected' })
  await scripted.stop()
})
