import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { type ApiUnderTest, startApiUnderTest } from '../apps/api/src/routes/api-under-test.ts'
import { makeKey } from '../apps/cli/src/keys/make-key.ts'
import type { KeyRole } from '../packages/pipeline/src/ports/keys.ts'

const fromAdapters = createRequire(new URL('../packages/adapters/package.json', import.meta.url))
const SqliteDatabase = fromAdapters('better-sqlite3')

interface NewKey {
  readonly role: KeyRole
  readonly projectId?: string
  readonly rateLimit?: number
  /** In the past, it has expired. */
  readonly lifetimeMs?: number
  readonly revoked?: true
}

/** A server on a file, with a second way into its store, as the command has it. */
export interface AccessServer extends ApiUnderTest {
  readonly store: SqliteStore
  /** Makes a key and returns it. */
  addKey(key: NewKey): Promise<string>
  /** Every row of every table, or those of one project. */
  rows(projectId?: string): Record<string, unknown[]>
}

export async function startAccessServer(env: Readonly<Record<string, string>> = {}): Promise<AccessServer> {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-access-'))
  const path = join(folder, 'access.db')
  const store = await SqliteStore.open({ path })
  const api = await startApiUnderTest({ env: { DATABASE_URL: `sqlite:${path}`, ...env } })
  const addKey = async ({ projectId = 'default', role, rateLimit, lifetimeMs, revoked }: NewKey): Promise<string> => {
    const wish = { projectId, name: role, role, rateLimit: rateLimit ?? null, lifetimeMs: lifetimeMs ?? null }
    const { key, hash, stored } = makeKey(wish, Date.now())
    await store.keys.createKey(stored, hash, 'test')
    if (revoked) await store.keys.revokeKey(stored.id, 'test', Date.now())
    return key
  }
  const stop = async () => {
    await api.stop()
    await store.close()
    await rm(folder, { recursive: true })
  }
  return { ...api, store, addKey, rows: (projectId) => readRows(path, projectId), stop }
}

function readRows(path: string, projectId?: string): Record<string, unknown[]> {
  const database = new SqliteDatabase(path, { readonly: true })
  try {
    const names = database.prepare(`select name from sqlite_master where type = 'table'`).pluck().all() as string[]
    const tables = names.map((name) => [name, database.prepare(`select * from "${name}"`).all() as object[]] as const)
    const owned = tables.map(([name, rows]) => {
      const ofProject = rows.filter((row) => 'project_id' in row && row.project_id === projectId)
      return [name, projectId === undefined ? rows : ofProject]
    })
    return Object.fromEntries(owned)
  } finally {
    database.close()
  }
}
