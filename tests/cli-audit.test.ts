import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { runCommand } from './run-command.ts'

const fromAdapters = createRequire(new URL('../packages/adapters/package.json', import.meta.url))
const SqliteDatabase = fromAdapters('better-sqlite3')

/** Each command is a process of its own, several in a test. */
const auditKey = Buffer.alloc(32, 7).toString('base64')
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-audit-'))
const databasePath = join(folder, 'audit.db')
const kept = join(folder, 'kept.json')
let server: LiveServer

const audit = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCommand(['audit', ...words], { env: { DATABASE_URL: `sqlite:${databasePath}`, ...env } })

function changeDatabase(sql: string): void {
  const database = new SqliteDatabase(databasePath)
  try {
    database.exec(sql)
  } finally {
    database.close()
  }
}

beforeAll(async () => {
  server = await startLiveServer({ databasePath, env: { AGENTSENTRY_AUDIT_KEY: auditKey } })
  const { newRule } = clientOf(server.url)
  for (let made = 0; made < 20; made++) await newRule({ name: `rule-${made}`, pattern: 'x' })
})

afterAll(async () => {
  await server.kill()
  rmSync(folder, { recursive: true })
})

describe('while the server runs', () => {
  test('entries are sealed within a second or so, and the log is whole', async () => {
    await expect
      .poll(async () => JSON.parse((await audit(['verify', '--json'])).stdout))
      .toMatchObject({ whole: true, fault: null, faults: {}, entries: 21, waiting: 0 })
    const { stdout, code } = await audit(['verify'])
    expect(stdout).toMatch(/^The audit log is whole\.\n {2}entries {6}21 in [\d.]+ s/)
    expect(code).toBe(0)
  })
})

describe('after it has ended', () => {
  beforeAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  test('the last checkpoint covers all, and is signed', async () => {
    expect((await audit(['checkpoint', '--out', kept])).code).toBe(0)
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ size: 21, signature: expect.any(String) })
    expect((await audit(['checkpoint'])).stdout).toBe(readFileSync(kept, 'utf8'))
    const { code, stdout } = await audit(['verify', '--json', '--checkpoint', kept], {
      AGENTSENTRY_AUDIT_KEY: auditKey,
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ whole: true, given_checkpoints: 1, after_checkpoint: 0 })
  })

  test('a checkpoint that was kept is not written over', async () => {
    const before = readFileSync(kept, 'utf8')
    const { code, stderr } = await audit(['checkpoint', '--out', kept])
    expect(code).toBe(3)
    expect(stderr).toContain('cannot be written')
    expect(readFileSync(kept, 'utf8')).toBe(before)
  })

  test('another key than the one that signed is not trusted: exit code 1', async () => {
    const other = Buffer.alloc(32, 8).toString('base64')
    const { code, stdout } = await audit(['verify'], { AGENTSENTRY_AUDIT_KEY: other })
    expect(stdout).toContain(
      'The audit log was tampered with: the newest checkpoint is not signed with a key that is trusted.',
    )
    expect(code).toBe(1)
    const { public_key: publicKey } = JSON.parse(readFileSync(kept, 'utf8'))
    expect((await audit(['verify', '--public-key', publicKey], { AGENTSENTRY_AUDIT_KEY: other })).code).toBe(0)
  })

  test('an edit is found, and where it is: exit code 1', async () => {
    changeDatabase(`update audit_logs set actor = 'nobody' where id = 5`)
    const { code, stdout } = await audit(['verify'])
    expect(stdout).toContain('tampered with: entry 5 (number 5 of the chain) is not what was sealed.')
    expect(stdout).toContain('1 × entry-changed')
    expect(code).toBe(1)
    changeDatabase(`update audit_logs set actor = 'anonymous' where id = 5`)
    expect((await audit(['verify'])).code).toBe(0)
  })

  test('a log that was cut short with its checkpoints is found by one that was kept: exit code 1', async () => {
    changeDatabase(
      `delete from audit_logs where id > 9; delete from audit_seals where seq > 9; delete from audit_checkpoints where seq > 9`,
    )
    expect((await audit(['verify'])).code).toBe(0)
    const { code, stdout } = await audit(['verify', '--json', '--checkpoint', kept])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      whole: false,
      fault: { kind: 'log-truncated', seq: 21, checkpoint: kept, message: expect.stringContaining(kept) },
    })
  })
})

describe('what cannot be read is exit code 3, and nothing is made', () => {
  test.each([
    ['no database', { DATABASE_URL: `sqlite:${join(folder, 'none.db')}` }, ['verify'], 'the audit log cannot be read'],
    ['something else', { DATABASE_URL: `sqlite:${kept}` }, ['verify'], 'the audit log cannot be read'],
    ['an empty database', { DATABASE_URL: `sqlite:${join(folder, 'empty.db')}` }, ['verify'], 'older version'],
    ['a wrong key', { AGENTSENTRY_AUDIT_KEY: 'short' }, ['verify'], 'AGENTSENTRY_AUDIT_KEY'],
    ['no such checkpoint', {}, ['verify', '--checkpoint', join(folder, 'none.json')], 'none.json'],
    ['no checkpoint', {}, ['verify', '--checkpoint', join(folder, 'empty.db')], 'is no checkpoint: it is not JSON'],
  ])('%s', async (_, env: Readonly<Record<string, string>>, words, message) => {
    writeFileSync(join(folder, 'empty.db'), '')
    const { code, stdout, stderr } = await audit(words, env)
    expect(stderr).toContain(message)
    expect([code, stdout]).toEqual([3, ''])
    expect(readFileSync(join(folder, 'empty.db'), 'utf8')).toBe('')
  })
})
