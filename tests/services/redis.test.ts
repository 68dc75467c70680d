import { afterAll, expect, test } from 'vitest'
import { describeWithService } from './describe-with-service.ts'
import { startOwnRedis, whyNoOwnRedis } from './own-redis.ts'
import type { OwnServer } from './own-server.ts'
import { describeWithRedis, inRedis } from './redis.ts'

describeWithRedis('the Redis of a run', (redis) => {
  test('gives a file an empty database that is not the first', async () => {
    expect(new URL(redis.url()).pathname).toMatch(/^\/[1-9]/)
    expect(await inRedis(redis.url(), 'DBSIZE')).toBe(':0\r\n')
    expect(await inRedis(redis.url(), 'SET mine 1')).toBe('+OK\r\n')
    expect(await inRedis(redis.url(), 'DBSIZE')).toBe(':1\r\n')
  })

  test('says what Redis has against a command', async () => {
    await expect(inRedis(redis.url(), 'NOSUCH')).rejects.toThrow('Redis refused `NOSUCH`: ERR unknown command')
  })
})

describeWithService('a Redis of its own', whyNoOwnRedis(), () => {
  let server: OwnServer | undefined
  afterAll(() => server?.end())

  test('comes back on the same port with what was written, after a kill and after an orderly end', async () => {
    server = await startOwnRedis()
    for (const [round, end] of (['kill', 'stop', 'kill'] as const).entries()) {
      await inRedis(server.url, `RPUSH kept ${round}`)
      await server[end]()
      await expect(inRedis(server.url, 'PING')).rejects.toThrow(/ECONNREFUSED/)
      await server.start()
    }
    expect(await inRedis(server.url, 'LLEN kept')).toBe(':3\r\n')
  })
})
