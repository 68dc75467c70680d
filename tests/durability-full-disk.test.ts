import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { AuditEntry, Rule, Trace } from '@agentsentry/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiOn } from '../apps/api/src/routes/api-under-test.ts'

// A real SQLite file that may not grow, as on a full disk: what needs another page fails, what finds room does not.

let folder: string
let store: SqliteStore
let api: ApiUnderTest
let session: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-full-'))
  store = await SqliteStore.open({ path: join(folder, 'test.db') })
  api = await startApiOn(store)
  session = (await api.newSession()).id
})
afterEach(async () => {
  await api.stop()
  await store.close()
  rmSync(folder, { recursive: true })
})

const fillDisk = () => store.limitSize(1)
const makeRoom = () => store.limitSize(0)

const large = 'x'.repeat(100_000)
const blocked = (note: string) => ({
  session_id: session,
  role: 'tool',
  content: { tool: 'sql', args: 'drop table users', note },
})

/** Everything that the store holds, as anyone can read it. */
async function everything() {
  const traces = await api.get<Trace[]>(`/sessions/${session}/traces?limit=200`)
  const audit = await api.get<AuditEntry[]>('/audit/logs?limit=200')
  const rules = await api.get<Rule[]>('/rules')
  const sessions = await api.get('/sessions?limit=200')
  const { queue } = (await api.get<{ queue: object }>('/readyz')).body
  return { traces: traces.body, audit: audit.body, rules: rules.body, sessions: sessions.body, queue }
}

describe('on a full disk', () => {
  const requests: [name: string, send: () => Promise<{ status: number; body: unknown; headers: Headers }>][] = [
    ['a trace', () => api.post('/traces', blocked(large))],
    ['a trace with a key', () => api.post('/traces', blocked(large), { 'idempotency-key': 'k' })],
    ['a session', () => api.post('/sessions', { metadata: { large } })],
    [
      'a rule',
      () =>
        api.post('/rules', {
          name: 'large',
          pattern: 'x',
          description: 'y'.repeat(4_999),
          tools: Array(200).fill('z'.repeat(400)),
        }),
    ],
    ['an import', () => api.post('/rules/import', manyRules)],
    ['a change of a rule', () => api.put('/rules/1', { tools: Array(200).fill('z'.repeat(400)) })],
  ]
  const manyRules = `rules:\n${Array.from({ length: 500 }, (_, index) => `  - {name: many_${index}, pattern: x}\n`).join('')}`

  test.each(requests)(
    '%s is refused with 503, changes nothing, and is taken once there is room',
    async (_name, send) => {
      const before = await everything()
      await fillDisk()
      const refused = await send()
      expect(refused.body).toMatchObject({ code: 'store_unavailable', detail: expect.any(String) })
      expect(refused.status).toBe(503)
      expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(JSON.stringify(refused.body)).not.toMatch(/sqlite|\/tmp|insert/i)
      expect(await everything()).toEqual(before)
      await makeRoom()
      expect((await send()).status).toBe(200)
    },
  )

  test('the same rules judge on, and the process is alive', async () => {
    await fillDisk()
    await api.post('/rules/import', manyRules)
    await api.put('/rules/1', { decision: 'allow', tools: Array(200).fill('z'.repeat(400)) })
    expect((await api.get('/healthz')).status).toBe(200)
    await makeRoom()
    const { decision, rule_set } = await api.check(session, 'tool', { tool: 'sql', args: 'drop table users' })
    expect([decision, rule_set]).toEqual(['block', 1])
  })

  test('of many at once each is answered, and what was answered with 200 is there, whole', async () => {
    await fillDisk()
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) => api.post<{ id: string }>('/traces', blocked('y'.repeat(index * 100)))),
    )
    expect(new Set(answers.map(({ status }) => status)).size).toBeLessThanOrEqual(2)
    for (const { status } of answers) expect([200, 503]).toContain(status)
    expect(answers.filter(({ status }) => status === 503).length).toBeGreaterThan(0)
    await makeRoom()
    const acknowledged = answers.filter(({ status }) => status === 200).map(({ body }) => body.id)
    const { traces, audit } = await everything()
    expect(traces.map(({ id }) => id).sort()).toEqual(acknowledged.sort())
    const audited = audit.filter(({ action }) => action === 'trace_block').map(({ target_id }) => target_id)
    expect(audited.sort()).toEqual(acknowledged)
  })

  test('one write too large does not take those beside it along', async () => {
    await store.limitSize(databaseSize() + 256 * 1024)
    const small = () => api.post('/traces', blocked('small'))
    const tooLarge = () => api.post('/traces', blocked('x'.repeat(900_000)))
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, small),
      tooLarge(),
      ...Array.from({ length: 10 }, small),
    ])
    expect(answers.map(({ status }) => status)).toEqual([...Array(10).fill(200), 503, ...Array(10).fill(200)])
    expect((await everything()).traces).toHaveLength(20)
  })

  test('it may fill and empty again many times', async () => {
    for (let round = 0; round < 10; round++) {
      await fillDisk()
      expect((await api.post('/traces', blocked(large))).status).toBe(503)
      await makeRoom()
      expect((await api.post('/traces', blocked(large))).status).toBe(200)
    }
    expect((await everything()).traces).toHaveLength(10)
  })
})

/** With what is in the log and not yet in the file. */
function databaseSize(): number {
  const database = new DatabaseSync(join(folder, 'test.db'), { readOnly: true })
  const pages = database.prepare('pragma page_count').get()?.page_count
  const pageBytes = database.prepare('pragma page_size').get()?.page_size
  database.close()
  return Number(pages) * Number(pageBytes)
}
