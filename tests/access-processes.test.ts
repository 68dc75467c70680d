import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLiveServer } from './live-server.ts'
import { runCommand } from './run-command.ts'

/** Commands and servers are processes of their own, several in a test. */
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-keys-'))
afterAll(() => rm(folder, { recursive: true }))

const urlOf = (name: string) => `sqlite:${join(folder, name)}`

async function agentsentry(database: string, ...words: string[]) {
  return runCommand(words, { env: { DATABASE_URL: urlOf(database), LOG_LEVEL: 'warn' } })
}

async function makeKey(database: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await agentsentry(database, 'keys', 'create', ...words)
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^as_[0-9A-Za-z]{36}\n$/)
  return stdout.trim()
}

interface ListedKey {
  readonly id: string
  readonly state: string
}

async function listKeys(database: string): Promise<ListedKey[]> {
  return JSON.parse((await agentsentry(database, 'keys', 'list', '--json')).stdout)
}

async function statusOf(url: string, path: string, key?: string): Promise<number> {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
  const response = await fetch(url + path, { headers })
  await response.body?.cancel()
  return response.status
}

/** When the last request was sent that was answered with this status, beginning now; or null. Ends at another one. */
async function lastSentWith(status: number, url: string, path: string, key?: string): Promise<number | null> {
  let lastMs: number | null = null
  for (;;) {
    const sentMs = performance.now()
    if ((await statusOf(url, path, key)) !== status) return lastMs
    lastMs = sentMs
  }
}

describe('two servers on one database, without a setting', () => {
  let servers: Awaited<ReturnType<typeof startLiveServer>>[]
  beforeAll(async () => {
    const start = () => startLiveServer({ databasePath: join(folder, 'shared.db') })
    servers = [await start(), await start()]
  })
  afterAll(async () => {
    for (const server of servers) expect(await server.stop()).toBe(0)
  })
  const both = <Result>(ask: (url: string) => Promise<Result>) => Promise.all(servers.map(({ url }) => ask(url)))

  test('are open, and say so', async () => {
    expect(await both((url) => statusOf(url, '/rules'))).toEqual([200, 200])
    for (const server of servers) expect(server.output()).toContain('there is no key: development mode')
  })

  test('demand a key within a second of the first that is made', async () => {
    const admin = await makeKey('shared.db', '--name', 'admin', '--role', 'admin')
    const madeMs = performance.now()
    const opened = await both((url) => lastSentWith(200, url, '/rules'))
    for (const sentMs of opened) expect((sentMs ?? madeMs) - madeMs).toBeLessThan(1_000)
    expect(await both((url) => statusOf(url, '/rules'))).toEqual([401, 401])
    expect(await both((url) => statusOf(url, '/rules', admin))).toEqual([200, 200])
  })

  test('let nobody in with a key a second after it was revoked, and end what was going on with it', async () => {
    const key = await makeKey('shared.db', '--name', 'reader', '--role', 'read')
    expect(await both((url) => statusOf(url, '/rules', key))).toEqual([200, 200])
    const streams = await both((url) => fetch(`${url}/events`, { headers: { authorization: `Bearer ${key}` } }))
    expect(streams.map(({ status }) => status)).toEqual([200, 200])
    const id = (await listKeys('shared.db')).find(({ id }) => id.startsWith('reader-'))?.id ?? ''
    // In steady use all the while, as an agent's is.
    const lastUses = both((url) => lastSentWith(200, url, '/rules', key))
    expect(await agentsentry('shared.db', 'keys', 'revoke', id)).toMatchObject({ code: 0 })
    const revokedMs = performance.now()
    for (const sentMs of await lastUses) expect((sentMs ?? 0) - revokedMs).toBeLessThan(1_000)
    expect(await both((url) => statusOf(url, '/rules', key))).toEqual([403, 403])
    for (const stream of streams) expect(await stream.text()).toContain('retry')
  })

  test('stay closed when the last key is revoked, also after a new start', async () => {
    for (const { id, state } of await listKeys('shared.db'))
      if (state === 'in force') await agentsentry('shared.db', 'keys', 'revoke', id)
    expect((await listKeys('shared.db')).map(({ state }) => state)).toEqual(['revoked', 'revoked'])
    expect(await both((url) => statusOf(url, '/rules'))).toEqual([401, 401])
    const again = await startLiveServer({ databasePath: join(folder, 'shared.db') })
    expect(await statusOf(again.url, '/rules')).toBe(401)
    expect(await again.stop()).toBe(0)
  })
})

describe('production', () => {
  const production = { AGENTSENTRY_ENV: 'production', AGENTSENTRY_API_PORT: '0' }
  const up = (database: string) =>
    runCommand(['up', '--no-dashboard'], { env: { DATABASE_URL: urlOf(database), ...production } })

  test('does not start without any key, and says what to type', async () => {
    const { code, stdout, stderr } = await up('none.db')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('agentsentry keys create --name NAME --role admin')
    expect(stderr).toContain('AGENTSENTRY_API_KEY')
    expect(stderr).not.toContain(' at ')
  })

  test('does not start with keys of which none may make others: revoked, expired, of another role', async () => {
    await makeKey('few.db', '--name', 'reader', '--role', 'read')
    await makeKey('few.db', '--name', 'gone', '--role', 'admin')
    const [gone] = await listKeys('few.db')
    await agentsentry('few.db', 'keys', 'revoke', gone?.id ?? '')
    expect((await listKeys('few.db')).map(({ state }) => state)).toEqual(['revoked', 'in force'])
    expect(await up('few.db')).toMatchObject({ code: 1, stderr: expect.stringContaining('keys create') })
  })

  test('starts with an admin key in the store, and demands a key of everybody', async () => {
    const key = await makeKey('some.db', '--name', 'admin', '--role', 'admin')
    const server = await startLiveServer({ databasePath: join(folder, 'some.db'), env: production })
    expect(await statusOf(server.url, '/rules')).toBe(401)
    expect(await statusOf(server.url, '/rules', key)).toBe(200)
    expect(await statusOf(server.url, '/readyz')).toBe(200)
    expect(server.output()).not.toContain('development mode')
    expect(await server.stop()).toBe(0)
  })

  test('serves the commands and examples that are given a key, and refuses them without', async () => {
    const env = { ...production, AGENTSENTRY_API_KEY: 'the-key-of-this-test' }
    const server = await startLiveServer({ env })
    const address = { AGENTSENTRY_API_URL: server.url }
    const withKey = { ...address, AGENTSENTRY_API_KEY: env.AGENTSENTRY_API_KEY }
    const node = [process.execPath] as const
    const example = (name: string, environment: Record<string, string>) =>
      runCommand([resolve(import.meta.dirname, '../examples', name)], { env: environment, program: node })
    for (const name of ['send-trace.ts', 'policy-demo.ts']) {
      expect(await example(name, withKey), name).toMatchObject({ code: 0 })
      expect((await example(name, address)).code, name).not.toBe(0)
    }
    const replay = (environment: Record<string, string>) =>
      runCommand(['replay', 'examples/sessions.jsonl'], { env: environment })
    expect(await replay(withKey)).toMatchObject({ code: 0 })
    expect((await replay(address)).code).not.toBe(0)
    const traces = await fetch(`${server.url}/sessions?limit=1`, {
      headers: { authorization: `Bearer ${env.AGENTSENTRY_API_KEY}` },
    })
    const [session] = (await traces.json()) as { id: string }[]
    const listed = await fetch(`${server.url}/sessions/${session?.id}/traces?limit=1`, {
      headers: { authorization: `Bearer ${env.AGENTSENTRY_API_KEY}` },
    })
    const [trace] = (await listed.json()) as { id: string }[]
    expect(await runCommand(['explain', trace?.id ?? ''], { env: withKey })).toMatchObject({ code: 0 })
    expect(await runCommand(['explain', trace?.id ?? ''], { env: address })).toMatchObject({ code: 3 })
    expect(await server.stop()).toBe(0)
  })
})
