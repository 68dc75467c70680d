import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { Keys, StoredKey } from '@agentsentry/pipeline'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KnownKeys } from './known-keys.ts'

const key: StoredKey = {
  id: 'agent-1',
  projectId: 'default',
  name: 'agent',
  role: 'ingest',
  prefix: 'as_abcdef',
  rateLimit: null,
  createdAtMs: 0,
  expiresAtMs: null,
  revokedAtMs: null,
}
let store: SqliteStore
let nowMs = 0
/** How often the store was asked. */
let looks = 0
/** What a look waits for. */
let gate = Promise.resolve()
let known: KnownKeys

beforeAll(async () => {
  store = await SqliteStore.open({ path: ':memory:' })
  await store.keys.createKey(key, 'hash', 'test')
})
afterAll(() => store.close())
beforeEach(() => {
  looks = 0
  gate = Promise.resolve()
  const counted = {
    keyByHash: async (hash: string) => {
      looks++
      await gate
      return store.keys.keyByHash(hash)
    },
  }
  known = new KnownKeys(counted as Keys, { nowMs: () => nowMs })
})

describe('a key of the store', () => {
  test('is looked up once, and then known for a second', async () => {
    expect(await known.find('hash')).toEqual(key)
    nowMs += 499
    expect(known.find('hash')).toEqual(key)
    expect(looks).toBe(1)
  })

  test('is asked for again beside a request after half a second, so that no request waits for it', async () => {
    await known.find('hash')
    nowMs += 500
    expect(known.find('hash')).toEqual(key)
    expect(known.find('hash')).toEqual(key)
    expect(looks).toBe(2)
  })

  test('is not believed any longer than a second without the store', async () => {
    await known.find('hash')
    gate = Promise.reject(new Error('no store'))
    nowMs += 999
    expect(known.find('hash')).toEqual(key)
    nowMs += 1
    await expect(known.find('hash')).rejects.toThrow('no store')
    await expect(known.find('hash')).rejects.toThrow('no store')
  })

  test('is asked for again where the store took long to answer somebody who came before', async () => {
    let open = () => {}
    gate = new Promise((resolve) => {
      open = resolve
    })
    const first = known.find('hash')
    nowMs += 1_500
    const second = known.find('hash')
    gate = Promise.resolve()
    open()
    expect(await first).toEqual(key)
    expect(await second).toEqual(key)
    expect(looks).toBe(2)
  })
})

describe('keys that nobody made', () => {
  test('are asked for at most 200 times a second, however many come', async () => {
    const answers = await Promise.allSettled(
      Array.from({ length: 20_000 }, async (_, index) => known.find(`x${index}`)),
    )
    expect(looks).toBe(200)
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(200)
    for (const answer of answers.slice(200))
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'rate_limited' } })
    nowMs += 1_000
    await expect(known.find('y')).resolves.toBeNull()
    expect(looks).toBe(201)
  })

  test('do not drive out those that somebody made', async () => {
    await known.find('hash')
    for (let second = 0; second < 20; second++) {
      await Promise.allSettled(Array.from({ length: 500 }, async (_, index) => known.find(`${second}/${index}`)))
      nowMs += 1_000
      expect(await known.find('hash')).toEqual(key)
    }
    expect(known.remembers('0/0')).toBe(false)
    expect(known.remembers('19/0')).toBe(true)
  })

  test('the same one again and again costs one look a second', async () => {
    for (let time = 0; time < 100; time++) expect(await known.find('x')).toBeNull()
    expect(looks).toBe(1)
    nowMs += 1_000
    expect(await known.find('x')).toBeNull()
    expect(looks).toBe(2)
  })
})
