import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApiUnderTest, startApiOn } from '../apps/api/src/routes/api-under-test.ts'

// Another process holds the write lock of the database, as a backup or a second AgentSentry on the same file would.

const busyTimeoutMs = 400

let folder: string
let path: string
let store: SqliteStore
let api: ApiUnderTest
let session: string
let holder: ChildProcess | null = null

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-lock-'))
  path = join(folder, 'test.db')
  store = await SqliteStore.open({ path, busyTimeoutMs })
  api = await startApiOn(store)
  session = (await api.newSession()).id
})
afterEach(async () => {
  await releaseLock()
  await api.stop()
  await store.close()
  rmSync(folder, { recursive: true })
})

const holdLock = `
  const database = require('better-sqlite3')(process.argv[1])
  database.exec('begin immediate')
  process.stdout.write('held')
  setTimeout(() => { database.exec('commit'); database.close() }, Number(process.argv[2]))
`

/** Resolves when the other process has the lock; it gives it up after that time. */
async function lockFor(timeMs: number): Promise<void> {
  const child = spawn(process.execPath, ['-e', holdLock, path, String(timeMs)], {
    cwd: resolve(import.meta.dirname, '../packages/adapters'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  holder = child
}

/** Ends the other process, if it still runs. */
async function releaseLock(): Promise<void> {
  if (holder?.exitCode === null) {
    holder.kill('SIGKILL')
    await once(holder, 'exit')
  }
  holder = null
}

const blocked = (note: string) => ({
  session_id: session,
  role: 'tool',
  content: { tool: 'sql', args: 'drop table users', note },
})
const sendMany = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => api.post<{ id: string }>('/traces', blocked(String(index)))))
const traceCount = async () => (await api.get<unknown[]>(`/sessions/${session}/traces?limit=200`)).body.length

test('a lock that is given up in time makes answers late, and loses none', async () => {
  await lockFor(busyTimeoutMs / 2)
  const answers = await sendMany(20)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(await traceCount()).toBe(20)
})

test('a lock that is held for longer is answered with 503, without recording anything', async () => {
  await lockFor(60_000)
  const { status, body, headers } = await api.post('/traces', blocked('refused'))
  expect(status).toBe(503)
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(body).toMatchObject({ code: 'store_unavailable' })
  expect((await api.post('/sessions', {})).status).toBe(503)
  expect((await api.post('/rules', { name: 'late', pattern: 'x' })).status).toBe(503)
  expect((await api.patch('/rules/1/toggle', { enabled: false })).status).toBe(503)
  expect(await traceCount()).toBe(0)

  await releaseLock()
  expect(await api.check(session, 'tool', { tool: 'sql', args: 'drop table users' })).toMatchObject({
    decision: 'block',
  })
  expect((await api.get('/rules')).body).toMatchObject([{ enabled: true }, {}])
})

test('reading goes on while another process writes', async () => {
  await api.check(session, 'user', { text: 'before' })
  await lockFor(60_000)
  expect(await traceCount()).toBe(1)
  for (const path of ['/sessions', '/rules', '/rules/export', '/audit/logs', '/readyz']) {
    expect((await api.get(path)).status).toBe(200)
  }
})

test('many that meet a lock wait for it together, not one after another', async () => {
  await lockFor(60_000)
  const startedAt = performance.now()
  const answers = await sendMany(30)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
  expect(performance.now() - startedAt).toBeLessThan(busyTimeoutMs * 15)
  expect(await traceCount()).toBe(0)
})

test('a batch that finds the database locked for longer is refused trace by trace, and recorded in order when it is sent again', async () => {
  const texts = Array.from({ length: 100 }, (_, step) => `step ${step}`)
  const traces = texts.map((text) => {
    return { session_id: session, role: 'user', content: { text }, idempotency_key: text.replace(' ', '-') }
  })
  await lockFor(60_000)
  const { status, body } = await api.post<{ results: unknown[] }>('/traces/batch', { traces })
  await releaseLock()
  expect(status).toBe(200)
  expect(body.results).toEqual(
    texts.map(() => ({ error: { status: 503, code: 'store_unavailable', detail: expect.any(String) } })),
  )
  await api.post('/traces/batch', { traces })
  const { body: recorded } = await api.get<{ content: { text: string } }[]>(
    `/sessions/${session}/traces?order=asc&limit=200`,
  )
  expect(recorded.map(({ content }) => content.text)).toEqual(texts)
})
