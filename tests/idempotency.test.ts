import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckedTrace, Trace } from '@agentsentry/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../apps/api/src/routes/api-under-test.ts'

const fromAdapters = createRequire(new URL('../packages/adapters/package.json', import.meta.url))
const SqliteDatabase = fromAdapters('better-sqlite3')

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-idempotency-'))
const path = join(folder, 'test.db')
const atOnce = 1_000
const settings = {
  DATABASE_URL: `sqlite:${path}`,
  AGENTSENTRY_CHECKS: 'all',
  AGENTSENTRY_MAX_IN_FLIGHT: String(atOnce),
}
const start = () => startApiUnderTest({ env: settings })

let api: ApiUnderTest
let session: string
let keyCount = 0
const newKey = () => `key-${++keyCount}`

beforeAll(async () => {
  api = await start()
})
beforeEach(async () => {
  session = (await api.newSession()).id
})
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true })
})

const bodyOf = (text: string) => JSON.stringify({ session_id: session, role: 'user', content: { text } })

async function send(key: string | null, body: string) {
  const headers = { 'content-type': 'application/json', ...(key === null ? {} : { 'idempotency-key': key }) }
  const response = await fetch(`${api.url}/traces`, { method: 'POST', headers, body })
  const replayed = response.headers.get('idempotent-replayed') === 'true'
  return { status: response.status, replayed, text: await response.text() }
}

const traceCount = async () => (await api.get<Trace[]>(`/sessions/${session}/traces?limit=200`)).body.length

/** Changes the database file behind the server's back. */
function inDatabase(sql: string, ...values: unknown[]): void {
  const database = new SqliteDatabase(path)
  database.prepare(sql).run(...values)
  database.close()
}

describe('the same key and the same body', () => {
  test('get the same bytes, and one trace', async () => {
    const key = newKey()
    const first = await send(key, bodyOf('leak password'))
    const second = await send(key, bodyOf('leak password'))
    expect(first).toMatchObject({ status: 200, replayed: false })
    expect(second).toEqual({ status: 200, replayed: true, text: first.text })
    expect(await traceCount()).toBe(1)
  })

  test('get the answer of then, whatever the rules say now', async () => {
    const key = newKey()
    const first = await send(key, bodyOf('a mayfly'))
    const rule = await api.newRule({ name: 'mayflies', pattern: 'mayfly', decision: 'block' })
    expect((await send(key, bodyOf('a mayfly'))).text).toBe(first.text)
    await api.delete(`/rules/${rule.id}`)
  })

  test('leave one audit entry', async () => {
    const key = newKey()
    const body = JSON.stringify({
      session_id: session,
      role: 'tool',
      content: { tool: 'sql', args: 'drop table users' },
    })
    const { id } = JSON.parse((await send(key, body)).text) as CheckedTrace
    for (let again = 0; again < 5; again++) await send(key, body)
    const { body: entries } = await api.get<{ target_id: string }[]>('/audit/logs?action=trace_block')
    expect(entries.filter((entry) => entry.target_id === id)).toHaveLength(1)
  })

  test('leave one check waiting', async () => {
    const key = newKey()
    const waiting = async () => (await api.get<{ queue: { waiting: number } }>('/readyz')).body.queue.waiting
    const before = await waiting()
    for (let again = 0; again < 5; again++) await send(key, bodyOf('a question'))
    expect(await waiting()).toBe(before + 1)
  })

  test('sent a thousand times at once make one trace', async () => {
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: atOnce }, () => send(key, bodyOf('all at once'))))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await traceCount()).toBe(1)
  })

  test('get the same bytes after a restart', async () => {
    const key = newKey()
    const first = await send(key, bodyOf('before'))
    await api.stop()
    api = await start()
    expect(await send(key, bodyOf('before'))).toEqual({ status: 200, replayed: true, text: first.text })
    expect(await traceCount()).toBe(1)
  })
})

describe('the same key and another body', () => {
  test.each([
    ['another text', (body: string) => body.replace('one', 'two')],
    ['a blank more', (body: string) => `${body} `],
    [
      'keys in another order',
      (body: string) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(body)).reverse())),
    ],
    ['an escape', (body: string) => body.replace('one', '\\u006fne')],
  ])('%s is refused, and nothing is recorded', async (_name, change) => {
    const key = newKey()
    const first = await send(key, bodyOf('one'))
    const { status, text } = await send(key, change(bodyOf('one')))
    expect(status).toBe(422)
    expect(JSON.parse(text)).toMatchObject({ code: 'idempotency_key_reused', detail: expect.any(String) })
    expect(await traceCount()).toBe(1)
    expect((await send(key, bodyOf('one'))).text).toBe(first.text)
  })

  test('of two bodies sent many times at once, one is recorded', async () => {
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => send(key, bodyOf(`${index % 2}`))))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50)
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(50)
    expect(await traceCount()).toBe(1)
  })

  test('is refused in another session as well', async () => {
    const key = newKey()
    await send(key, bodyOf('one'))
    session = (await api.newSession()).id
    expect((await send(key, bodyOf('one'))).status).toBe(422)
  })
})

describe('what a key is not', () => {
  test('without a key, the same body is a new step each time', async () => {
    await send(null, bodyOf('twice'))
    await send(null, bodyOf('twice'))
    expect(await traceCount()).toBe(2)
  })

  test('keys are told apart by every character, case included', async () => {
    for (const key of ['Case-1', 'case-1', 'case-10', 'x'.repeat(255), 'x'.repeat(254)]) {
      expect(await send(key, bodyOf('apart'))).toMatchObject({ status: 200, replayed: false })
    }
    expect(await traceCount()).toBe(5)
  })

  test('a request that was refused leaves its key free', async () => {
    const key = newKey()
    const unknown = JSON.stringify({ session_id: 'unknown', role: 'user', content: {} })
    expect((await send(key, unknown)).status).toBe(404)
    expect((await send(key, '{')).status).toBe(422)
    expect((await send(key, bodyOf('good'))).status).toBe(200)
  })

  test.each(['', ' ', 'two words', 'tab\there', 'x'.repeat(256), 'ä'])(
    '`%s` is no key, and is refused',
    async (key) => {
      const { status, text } = await send(key, bodyOf('refused'))
      expect(status).toBe(422)
      expect(JSON.parse(text)).toMatchObject({
        code: 'request_invalid',
        detail: expect.stringContaining('Idempotency-Key'),
      })
      expect(await traceCount()).toBe(0)
    },
  )
})

describe('how long a key is kept', () => {
  const hourMs = 60 * 60 * 1000
  const age = (key: string, ageMs: number) =>
    inDatabase('update idempotency_keys set created_at = ? where key = ?', Date.now() - ageMs, key)

  test('it holds a minute before 24 hours', async () => {
    const key = newKey()
    const first = await send(key, bodyOf('old'))
    age(key, 24 * hourMs - 60_000)
    expect((await send(key, bodyOf('old'))).text).toBe(first.text)
    expect((await send(key, bodyOf('other'))).status).toBe(422)
  })

  test('it is free a minute after, for the same body', async () => {
    const key = newKey()
    const first = await send(key, bodyOf('old'))
    age(key, 24 * hourMs + 60_000)
    const again = await send(key, bodyOf('old'))
    expect(again).toMatchObject({ status: 200, replayed: false })
    expect(again.text).not.toBe(first.text)
    expect((await send(key, bodyOf('old'))).text).toBe(again.text)
    expect(await traceCount()).toBe(2)
  })

  test('it is free a minute after, for another body', async () => {
    const key = newKey()
    await send(key, bodyOf('old'))
    age(key, 24 * hourMs + 60_000)
    expect(await send(key, bodyOf('new'))).toMatchObject({ status: 200, replayed: false })
    expect((await send(key, bodyOf('old'))).status).toBe(422)
  })

  test('a replay does not prolong it', async () => {
    const key = newKey()
    await send(key, bodyOf('old'))
    age(key, 23 * hourMs)
    await send(key, bodyOf('old'))
    age(key, 24 * hourMs + 60_000)
    expect((await send(key, bodyOf('old'))).replayed).toBe(false)
  })

  test('deleting the session forgets it', async () => {
    const key = newKey()
    await send(key, bodyOf('gone'))
    await api.delete(`/sessions/${session}`)
    const orphan = await send(key, bodyOf('gone'))
    expect(orphan.status).toBe(404)
    session = (await api.newSession()).id
    expect(await send(key, bodyOf('elsewhere'))).toMatchObject({ status: 200, replayed: false })
  })
})
