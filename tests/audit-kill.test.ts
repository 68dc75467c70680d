import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteSeals } from '@agentsentry/adapters/store-sqlite'
import { afterAll, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { verifyAuditLog } from '../packages/pipeline/src/index.ts'
import { startLiveServer } from './live-server.ts'
import { until } from './until.ts'

// Two processes write to one audit log and seal it, and each is ended as by a power cut, again and again.

const fromAdapters = createRequire(new URL('../packages/adapters/package.json', import.meta.url))
const SqliteDatabase = fromAdapters('better-sqlite3')

const rounds = 3
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-audit-kill-'))
const databasePath = join(folder, 'kill.db')
afterAll(() => rmSync(folder, { recursive: true }))

/** Sends what is blocked, one after another, until the server is gone, and keeps the ids of what was answered. */
async function load(url: string, sessionId: string, answered: string[]): Promise<void> {
  const { check } = clientOf(url)
  try {
    for (;;) answered.push((await check(sessionId, 'tool', { tool: 'shell', args: { command: 'rm -rf /' } })).id)
  } catch {
    // It is gone.
  }
}

function query<Row>(sql: string): Row[] {
  const database = new SqliteDatabase(databasePath, { readonly: true })
  try {
    return database.prepare(sql).all() as Row[]
  } finally {
    database.close()
  }
}

test('kills in the middle of sealing leave one chain, with every entry in it', async () => {
  const answered: string[] = []
  for (let round = 0; round < rounds; round++) {
    const servers = await Promise.all([startLiveServer({ databasePath }), startLiveServer({ databasePath })])
    const { id } = await clientOf(servers[0].url).newSession()
    const loading = servers.flatMap(({ url }) => [load(url, id, answered), load(url, id, answered)])
    for (const server of servers) {
      const enough = answered.length + 3
      await until(async () => answered.length >= enough || null)
      await wait(Math.random() * 400)
      await server.kill()
    }
    await Promise.all(loading)
  }
  expect(answered.length).toBeGreaterThan(rounds * 2)

  const server = await startLiveServer({ databasePath })
  expect(await server.stop()).toBe(0)
  const { seals, close } = await openSqliteSeals(databasePath)
  const report = await verifyAuditLog(seals)
  await close()
  expect(report).toMatchObject({ fault: null, faults: {}, waiting: 0, afterCheckpoint: 0 })
  const blocked = query<{ target_id: string }>(`select target_id from audit_logs where action = 'trace_block'`)
  const entries = new Set(blocked.map(({ target_id }) => target_id))
  expect(answered.filter((id) => !entries.has(id))).toEqual([])
  expect(query('select count(*) as count from audit_logs')).toEqual([{ count: report.entries }])
})
