import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { CheckedTrace, Trace } from '@agentsentry/contract'
import { afterAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { childEnvironment } from './child-environment.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'

// The real program is ended in the middle of its work, as by a power cut and as by Ctrl-C. What it has answered must
// be on disk, whole; what it has not answered may be sent again.

const fromAdapters = createRequire(new URL('../packages/adapters/package.json', import.meta.url))
const SqliteDatabase = fromAdapters('better-sqlite3')

const kills = 10
const clientCount = 20

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-kill-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** One request that was sent, with its key; `answer` is what came back, if anything did. */
interface Sent {
  readonly key: string
  readonly body: string
  answer: { status: number; type: string; text: string } | null
}

let sentCount = 0

function newStep(session: string): Sent {
  const note = `step ${++sentCount} ${'·'.repeat(sentCount % 300)}`
  const content = sentCount % 3 === 0 ? { tool: 'shell', args: { command: 'rm -rf /', note } } : { text: note }
  const role = 'tool' in content ? 'tool' : 'user'
  return { key: `key-${sentCount}`, body: JSON.stringify({ session_id: session, role, content }), answer: null }
}

async function send(url: string, step: Sent): Promise<void> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': step.key }
  const response = await fetch(`${url}/traces`, { method: 'POST', headers, body: step.body })
  const type = response.headers.get('content-type') ?? ''
  step.answer = { status: response.status, type, text: await response.text() }
}

/** What is sent from many clients at once, each one step after another, until the server is gone. */
interface Load {
  readonly sent: readonly Sent[]
  readonly over: Promise<unknown>
}

function load(url: string, session: string): Load {
  const sent: Sent[] = []
  const client = async () => {
    for (;;) {
      const step = newStep(session)
      sent.push(step)
      try {
        await send(url, step)
      } catch {
        return
      }
      if (step.answer?.status !== 200) return
    }
  }
  return { sent, over: Promise.all(Array.from({ length: clientCount }, client)) }
}

/** By answers and not by the clock: on a slow machine nothing may have happened after any time. */
async function untilAnswered(count: number, { sent }: Load): Promise<void> {
  while (sent.filter(({ answer }) => answer !== null).length < count) await wait(2)
  await wait(Math.random() * 10)
}

function readBack(url: string, traces: readonly CheckedTrace[]) {
  const { get } = clientOf(url)
  return Promise.all(traces.map(async ({ id }) => (await get<Trace>(`/traces/${id}`)).body))
}

function query<Row>(path: string, sql: string): Row[] {
  const database = new SqliteDatabase(path, { readonly: true })
  try {
    return database.prepare(sql).all() as Row[]
  } finally {
    database.close()
  }
}

/** What every database must fulfil, whenever it is looked at. */
function expectWhole(path: string): void {
  expect(query(path, 'pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(query(path, 'pragma foreign_key_check')).toEqual([])
  const without = (table: string, column: string) => `not in (select ${column} from ${table})`
  expect(query(path, `select id from traces where decision <> 'block' and id ${without('outbox', 'id')}`)).toEqual([])
  expect(query(path, `select id from traces where id ${without('idempotency_keys', 'trace_id')}`)).toEqual([])
  expect(query(path, `select id from outbox where id ${without('traces', 'id')}`)).toEqual([])
  const audited = `(select target_id from audit_logs where action = 'trace_block')`
  expect(query(path, `select id from traces where (decision = 'block') <> (id in ${audited})`)).toEqual([])
  expect(query(path, `select target_id from ${audited} where target_id ${without('traces', 'id')}`)).toEqual([])
}

test(`what was answered survives ${kills} kills, and what was not is sent again`, async () => {
  const databasePath = join(folder, 'kill.db')
  let server: LiveServer = await startLiveServer({ databasePath, env: { AGENTSENTRY_CHECKS: 'all' } })
  const { id: session } = await clientOf(server.url).newSession()
  let acknowledged = 0
  let blocked = 0
  let resent = 0
  for (let round = 0; round < kills; round++) {
    const loading = load(server.url, session)
    // From the first trace of a server to the 200th, each kill in a part of its own of that.
    await untilAnswered((200 * (round + Math.random())) / kills, loading)
    await server.kill()
    await loading.over
    const { sent } = loading
    server = await startLiveServer({ databasePath, env: { AGENTSENTRY_CHECKS: 'all' } })
    expectWhole(databasePath)

    const answered = sent.filter(({ answer }) => answer !== null)
    const checked = answered.map(({ answer }) => JSON.parse(answer?.text ?? '') as CheckedTrace)
    expect(answered.filter(({ answer }) => answer?.status !== 200)).toEqual([])
    expect(await readBack(server.url, checked)).toMatchObject(
      checked.map(({ payload, ...trace }) => ({ ...trace, content: payload })),
    )

    const cutOff = sent.filter(({ answer }) => answer === null)
    for (const step of cutOff) await send(server.url, step)
    expect(cutOff.filter(({ answer }) => answer?.status !== 200)).toEqual([])
    acknowledged += answered.length
    blocked += checked.filter(({ decision }) => decision === 'block').length
    resent += cutOff.length
  }
  const [{ count } = { count: 0 }] = query<{ count: number }>(databasePath, 'select count(*) as count from traces')
  expect(count).toBe(acknowledged + resent)
  expect(acknowledged).toBeGreaterThan(kills * clientCount)
  expect(blocked).toBeGreaterThan(kills)
  expect(resent).toBeGreaterThan(0)
  expect(await server.stop()).toBe(0)
  expectWhole(databasePath)
})

/** Makes a database as the first start does, and kills that once so many bytes are written. */
async function killWhileMaking(databasePath: string, bytes: number): Promise<void> {
  const make = `import('@agentsentry/adapters/store-sqlite').then(({ SqliteStore }) => SqliteStore.open({ path: process.argv[1] }))`
  const child = spawn(process.execPath, ['-e', make, databasePath], {
    cwd: root,
    env: childEnvironment,
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  while (child.exitCode === null && !isLarger(`${databasePath}-wal`, bytes)) await nextTurn()
  child.kill('SIGKILL')
  await exited
}

function isLarger(path: string, bytes: number): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > bytes
}

test('a first start that was killed at any moment can be repeated', async () => {
  const faults: unknown[] = []
  for (let round = 0; round < 8; round++) {
    const path = join(folder, `first-${round}.db`)
    await killWhileMaking(path, round * 8_192)
    await SqliteStore.open({ path }).then(
      (store) => store.close(),
      (error) => faults.push(error.cause ?? error),
    )
  }
  expect(faults).toEqual([])
})

test('Ctrl-C under load: what was taken on is answered in full, nothing else is recorded, and it ends with 0', async () => {
  const databasePath = join(folder, 'stop.db')
  for (let round = 0; round < 3; round++) {
    const server = await startLiveServer({ databasePath, env: { AGENTSENTRY_CHECKS: 'all' } })
    const { id: session } = await clientOf(server.url).newSession()
    const loading = load(server.url, session)
    await untilAnswered(5 * clientCount, loading)
    const code = await Promise.race([server.stop(), wait(60_000, 'it runs on for a minute')])
    await server.kill()
    await loading.over
    const { sent } = loading
    expect(code).toBe(0)
    expect(server.output()).not.toMatch(/"level":[56]0/)

    const recorded = query<{ id: string }>(databasePath, `select id from traces where session_id = '${session}'`)
    const answers = sent.flatMap(({ answer }) => answer ?? [])
    const acknowledged = answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text).id as string)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(recorded.map(({ id }) => id).sort()).toEqual(acknowledged.sort())
    for (const { status, type, text } of answers.filter(({ status }) => status !== 200)) {
      expect([status, type, text]).toEqual([
        503,
        expect.stringContaining('application/problem+json'),
        expect.any(String),
      ])
    }
    expectWhole(databasePath)
  }
})
