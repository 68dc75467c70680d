import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseApiConfig } from '@agentsentry/api/config'
import { afterAll, describe, expect, test } from 'vitest'
import { startLiveServer } from './live-server.ts'
import { runCommand } from './run-command.ts'

const fromAdapters = createRequire(new URL('../packages/adapters/package.json', import.meta.url))
const SqliteDatabase = fromAdapters('better-sqlite3')

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-start-up-'))
afterAll(() => {
  chmodSync(unwritable, 0o700)
  rmSync(folder, { recursive: true })
})

const file = join(folder, 'file')
writeFileSync(file, 'This is a letter, and no database. '.repeat(200))
const unwritable = join(folder, 'unwritable')
mkdirSync(unwritable, { mode: 0o500 })
/** Where nobody may make a folder; root may in `unwritable`. */
const forbidden = process.getuid?.() === 0 ? '/sys/agentsentry' : join(unwritable, 'sub')

let databaseCount = 0
const newDatabase = () => join(folder, `new-${++databaseCount}.db`)

/** Starts the program where it cannot run, and returns what it says about it. */
async function complaintOf(env: Record<string, string>): Promise<string> {
  const settings = { DATABASE_URL: `sqlite:${newDatabase()}`, AGENTSENTRY_API_PORT: '0', LOG_LEVEL: 'warn' }
  const { code, stdout, stderr } = await runCommand(['up', '--no-dashboard'], {
    env: { ...settings, ...env },
    cwd: folder,
  })
  expect(stderr).not.toMatch(/^ {4}at |node:internal/m)
  expect(stderr).toMatch(/^agentsentry: /)
  expect(stdout).not.toContain('ready')
  expect(code).toBe(1)
  return stderr.trimEnd()
}

/** As above, and in one line. */
async function lineOf(env: Record<string, string>): Promise<string> {
  const complaint = await complaintOf(env)
  expect(complaint).not.toContain('\n')
  return complaint
}

describe.concurrent('the address', () => {
  test('a port in use is named, with the setting to change', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const line = await lineOf({ AGENTSENTRY_API_PORT: String(port) })
    expect(line).toContain('in use')
    expect(line).toContain(String(port))
    expect(line).toContain('AGENTSENTRY_API_PORT')
    other.close()
  })

  test.each(['203.0.113.1', 'nowhere.invalid'])('a host that is not this machine is named: %s', async (host) => {
    const line = await lineOf({ AGENTSENTRY_HOST: host })
    expect(line).toContain(host)
    expect(line).toContain('AGENTSENTRY_HOST')
  })
})

describe.concurrent('the database', () => {
  test.each([
    ['in a folder that cannot be made', join(forbidden, 'test.db')],
    ['in a folder that is a file', join(file, 'test.db')],
    ['below a file', join(file, 'deeper', 'test.db')],
    ['that is a folder', folder],
    ['that is a letter', file],
    ['in a folder that the system keeps to itself', '/proc/test.db'],
  ])('%s is named, with the setting to change', async (_name, path) => {
    const line = await lineOf({ DATABASE_URL: `sqlite:${path}` })
    expect(line).toContain('database')
    expect(line).toContain('DATABASE_URL')
    expect(line).not.toContain('AGENTSENTRY_HOST')
  })

  test('that is a letter stays the letter that it was', async () => {
    await complaintOf({ DATABASE_URL: `sqlite:${file}` })
    expect(readFileSync(file, 'utf8')).toBe('This is a letter, and no database. '.repeat(200))
  })

  test('that is damaged is named', async () => {
    const path = join(folder, 'damaged.db')
    const server = await startLiveServer({ databasePath: path })
    await server.stop()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0x5a, 100))
    expect(await lineOf({ DATABASE_URL: `sqlite:${path}` })).toContain('DATABASE_URL')
  })

  test('that is new may be opened by several at once', async () => {
    for (let round = 0; round < 2; round++) {
      const databasePath = newDatabase()
      const starts = await Promise.allSettled([1, 2, 3, 4].map(() => startLiveServer({ databasePath })))
      const servers = starts.flatMap((start) => (start.status === 'fulfilled' ? start.value : []))
      const counts = await Promise.all(
        servers.map(async ({ url }) => ((await (await fetch(`${url}/rules`)).json()) as unknown[]).length),
      )
      await Promise.all(servers.map((server) => server.kill()))
      expect(starts.map((start) => (start.status === 'rejected' ? String(start.reason) : 'started'))).toEqual(
        Array(4).fill('started'),
      )
      expect(new Set(counts).size).toBe(1)
    }
  })

  test('of a newer version is left alone, and the step that is not known is named', async () => {
    const path = join(folder, 'newer.db')
    const server = await startLiveServer({ databasePath: path })
    await server.stop()
    const database = new SqliteDatabase(path)
    database.prepare('insert into kysely_migration values (?, ?)').run('9999-from-the-future', new Date().toISOString())
    const dump = () =>
      ['kysely_migration', 'rules', 'rule_sets', 'audit_logs'].map((table) =>
        database.prepare(`select * from ${table}`).all(),
      )
    const before = dump()
    const line = await lineOf({ DATABASE_URL: `sqlite:${path}` })
    expect(line).toContain('newer version')
    expect(line).toContain('9999-from-the-future')
    expect(dump()).toEqual(before)
    database.close()
  })
})

describe.concurrent('the settings', () => {
  test('that are wrong are all named in one message', async () => {
    const wrong = {
      DATABASE_URL: 'mysql://localhost/agentsentry',
      AGENTSENTRY_API_PORT: '99999',
      AGENTSENTRY_API_KEY: 'two words',
      AGENTSENTRY_MAX_BODY_BYTES: 'much',
      LOG_LEVEL: 'loud',
    }
    const complaint = await complaintOf(wrong)
    for (const name of Object.keys(wrong)) expect(complaint).toMatch(new RegExp(`^ +${name}: .+`, 'm'))
    expect(complaint.split('\n')).toHaveLength(1 + Object.keys(wrong).length)
    expect(complaint).not.toContain('two words')
  })

  test.each([
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite://'],
    ['DATABASE_URL', '/tmp/test.db'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['AGENTSENTRY_API_PORT', '-1'],
    ['AGENTSENTRY_API_PORT', '65536'],
    ['AGENTSENTRY_API_PORT', '80.5'],
    ['AGENTSENTRY_API_PORT', 'http'],
    ['AGENTSENTRY_API_KEY', 'naïve'],
    ['AGENTSENTRY_API_KEY', ' '],
    ['AGENTSENTRY_MAX_BODY_BYTES', '0'],
    ['AGENTSENTRY_MAX_BODY_BYTES', '1023'],
    ['AGENTSENTRY_MAX_BODY_BYTES', '1e99'],
    ['LOG_LEVEL', 'WARN'],
  ])('`%s=%s` is refused by name', (name, value) => {
    expect(() => parseApiConfig({ [name]: value })).toThrow(
      new RegExp(`^settings that cannot be used:(\\n +${name}: .+)+$`),
    )
  })

  test('that are empty count as not set', () => {
    const names = Object.keys(parseApiConfig({}))
    expect(names).toContain('DATABASE_URL')
    expect(parseApiConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(parseApiConfig({}))
  })

  test('that are empty leave the program with its defaults', async () => {
    const empty = { AGENTSENTRY_HOST: '', AGENTSENTRY_API_KEY: '', AGENTSENTRY_MAX_BODY_BYTES: '', LOG_LEVEL: '' }
    const server = await startLiveServer({ env: empty })
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${server.url}/rules/reload`, { method: 'POST' })).status).toBe(200)
    expect(await server.stop()).toBe(0)
  })
})
