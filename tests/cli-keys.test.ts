import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { isApiKey } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import type { StoredKey } from '../packages/pipeline/src/index.ts'
import { runCommand } from './run-command.ts'

/** Each command is a process of its own, several in a test. */
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-cli-keys-'))
const path = join(folder, 'keys.db')
afterAll(() => rm(folder, { recursive: true }))

const agentsentry = (...words: string[]) => runCommand(words, { env: { DATABASE_URL: `sqlite:${path}` } })

/** Those of the store, as it is in the file. */
async function storedKeys(): Promise<StoredKey[]> {
  const store = await SqliteStore.open({ path })
  return store.keys.keys('default').finally(() => store.close())
}

describe('keys', () => {
  test('a key is printed once, alone; the store keeps its hash and no more', async () => {
    const { code, stdout, stderr } = await agentsentry('keys', 'create', '--name', 'ci', '--role', 'ingest')
    const key = stdout.trim()
    expect(code, stderr).toBe(0)
    expect(isApiKey(key)).toBe(true)
    expect(stderr).toMatch(/made the key `ci-[0-9a-z]{6}` \(ingest, project `default`, does not expire\)/)
    expect(stderr).not.toContain(key)
    const store = await SqliteStore.open({ path })
    const stored = await store.keys.keyByHash(createHash('sha256').update(key).digest('hex'))
    expect(stored).toMatchObject({ name: 'ci', role: 'ingest', prefix: key.slice(0, 9), expiresAtMs: null })
    const [entry] = await store.project('default').auditLogs({ action: 'key_create' }, { limit: 1 })
    expect(entry).toMatchObject({ actor: 'cli', target_id: stored?.id })
    await store.close()
    expect(readFileSync(path).includes(key.slice(9))).toBe(false)
  })

  test('keys are listed with their state, and revoked by their id, once', async () => {
    const made = ['keys', 'create', '--name', 'board', '--role', 'read', '--expires', '90d', '--rate-limit', '60']
    await agentsentry(...made)
    const listed = async () => JSON.parse((await agentsentry('keys', 'list', '--json')).stdout)
    const [board, ci] = await listed()
    expect(board).toMatchObject({ name: 'board', role: 'read', rate_limit: 60, revoked_at: null, state: 'in force' })
    expect(Date.parse(board.expires_at) - Date.parse(board.created_at)).toBe(90 * 24 * 60 * 60 * 1_000)
    expect(await agentsentry('keys', 'revoke', ci.id)).toMatchObject({ code: 0 })
    expect((await listed()).map(({ state }: { state: string }) => state)).toEqual(['in force', 'revoked'])
    const again = await agentsentry('keys', 'revoke', ci.id)
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('revoked already') })
    const table = (await agentsentry('keys', 'list')).stdout
    expect(table).toMatch(/^board-\S+ +read +default +as_\S{6} .* 60 +in force$/m)
    expect(table).toMatch(/^ci-\S+ +ingest +default .* revoked$/m)
  })

  test.each([
    [['--role', 'read'], '--name'],
    [['--name', 'x'], '--role'],
    [['--name', 'x', '--role', 'root'], 'Allowed choices'],
    [['--name', 'a b', '--role', 'read'], '1 to 64'],
    [['--name', "x';--", '--role', 'read'], '1 to 64'],
    [['--name', 'x', '--role', 'read', '--expires', '90'], '90d'],
    [['--name', 'x', '--role', 'read', '--expires', '0d'], '90d'],
    [['--name', 'x', '--role', 'read', '--rate-limit', '-1'], 'whole number'],
    [['--name', 'x', '--role', 'read', '--project', 'nowhere'], 'projects create nowhere'],
  ])('`keys create %j` makes none: exit code 3', async (words, said) => {
    const before = await storedKeys()
    const { code, stdout, stderr } = await agentsentry('keys', 'create', ...words)
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain(said)
    expect(await storedKeys()).toEqual(before)
    expect(before).not.toEqual([])
  })

  test('nothing is made by looking for keys where there is no database', async () => {
    const none = join(folder, 'none.db')
    const { code, stderr } = await runCommand(['keys', 'list'], { env: { DATABASE_URL: `sqlite:${none}` } })
    expect(code).toBe(3)
    expect(stderr).toContain('there is no database')
    expect(() => readFileSync(none)).toThrow('ENOENT')
  })
})

describe('projects', () => {
  test('a project is made once, is listed, and has keys of its own', async () => {
    expect(await agentsentry('projects', 'create', 'billing')).toMatchObject({ code: 0 })
    const taken = await agentsentry('projects', 'create', 'billing')
    expect(taken).toMatchObject({ code: 3, stderr: expect.stringContaining('already') })
    const { stdout } = await agentsentry('projects', 'list', '--json')
    expect(JSON.parse(stdout).map(({ id }: { id: string }) => id)).toEqual(['default', 'billing'])
    await agentsentry('keys', 'create', '--name', 'bill', '--role', 'admin', '--project', 'billing')
    const keys = JSON.parse((await agentsentry('keys', 'list', '--json', '--project', 'billing')).stdout)
    expect(keys).toEqual([expect.objectContaining({ name: 'bill', project: 'billing' })])
  })

  test.each(['', 'Billing', 'a b', '-x', "x'--", 'é', 'x'.repeat(64)])('`%s` names no project', async (name) => {
    expect((await agentsentry('projects', 'create', '--', name)).code).toBe(3)
  })
})
