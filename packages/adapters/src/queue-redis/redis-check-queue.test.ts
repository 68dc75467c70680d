import { QueueUnavailable } from '@agentsentry/pipeline'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeWithService } from '../../../../tests/services/describe-with-service.ts'
import { FaultProxy } from '../../../../tests/services/fault-proxy.ts'
import { startOwnRedis, whyNoOwnRedis } from '../../../../tests/services/own-redis.ts'
import type { OwnServer } from '../../../../tests/services/own-server.ts'
import { describeWithRedis, inRedis } from '../../../../tests/services/redis.ts'
import { until } from '../../../../tests/until.ts'
import { RedisCheckQueue } from './redis-check-queue.ts'

const unhandled: unknown[] = []
const note = (error: unknown) => {
  unhandled.push(error)
}
beforeAll(() => {
  process.on('unhandledRejection', note).on('uncaughtException', note)
})
afterAll(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note)
})
afterEach(() => {
  expect(unhandled.splice(0)).toEqual([])
})

const queues: RedisCheckQueue[] = []
function open(url: string, answerTimeoutMs = 10_000): RedisCheckQueue {
  const queue = new RedisCheckQueue({ url, prefix: 'agentsentry:test', answerTimeoutMs })
  queues.push(queue)
  return queue
}
afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.close()
})

describeWithRedis('a queue in Redis', (redis) => {
  test('hands out each name once, in the order in which they came', async () => {
    const queue = open(redis.url())
    await queue.offer(['a', 'b', 'c'])
    await queue.offer(['b', 'd'])
    expect(await queue.waiting()).toBe(4)
    expect(await queue.take(2)).toEqual(['a', 'b'])
    expect(await queue.take(9)).toEqual(['c', 'd'])
    expect(await queue.take(9)).toEqual([])
  })

  test('takes a name again that was taken before', async () => {
    const queue = open(redis.url())
    for (let round = 0; round < 2; round++) {
      await queue.offer(['again'])
      expect(await queue.take(1)).toEqual(['again'])
    }
  })

  test('gives no name to two who take at the same time', async () => {
    const takers = [open(redis.url()), open(redis.url()), open(redis.url())]
    const names = Array.from({ length: 300 }, (_, number) => `n${number}`)
    await takers[0]?.offer(names)
    const takeAll = async (queue: RedisCheckQueue): Promise<string[]> => {
      const taken = await queue.take(7)
      return taken.length === 0 ? [] : [...taken, ...(await takeAll(queue))]
    }
    const taken = (await Promise.all(takers.map(takeAll))).flat()
    expect(taken.sort()).toEqual(names.sort())
  })

  test('leaves nothing of a name behind that was taken', async () => {
    const queue = open(redis.url())
    await queue.offer(['gone'])
    await queue.take(1)
    expect(await inRedis(redis.url(), 'KEYS *gone*')).toBe('*0\r\n')
  })
})

describeWithService('a queue in a Redis that fails', whyNoOwnRedis(), () => {
  let server: OwnServer
  let proxy: FaultProxy
  let queue: RedisCheckQueue
  beforeAll(async () => {
    server = await startOwnRedis()
  })
  afterAll(() => server?.end())
  beforeEach(async () => {
    await inRedis(server.url, 'FLUSHALL')
    proxy = await FaultProxy.start({ port: server.port })
    queue = open(proxy.through(server.url), 500)
  })
  afterEach(() => proxy.end())

  async function expectAway(): Promise<void> {
    for (const ask of [() => queue.offer(['x']), () => queue.take(3), () => queue.waiting()])
      await expect(ask()).rejects.toThrow(QueueUnavailable)
  }

  async function expectBack(): Promise<void> {
    await until(() =>
      queue
        .offer(['after'])
        .then(() => true)
        .catch(() => null),
    )
    expect(await until(() => queue.take(100).catch(() => null))).toContain('after')
  }

  test.each(['cut', 'refuse', 'hang', 'hang-replies'] as const)('%s: says so soon, and serves again', async (state) => {
    await queue.offer(['before'])
    await proxy.become(state)
    await expectAway()
    await proxy.become('pass')
    await expectBack()
  })

  test.each(['refuse', 'hang'] as const)('%s from the start: says so soon, and serves later', async (state) => {
    await proxy.become(state)
    await expectAway()
    await proxy.become('pass')
    await expectBack()
  })

  test('killed and started again: says so, and serves what it kept', async () => {
    await queue.offer(['before'])
    await server.kill()
    await expectAway()
    await server.start()
    await expectBack()
  })

  test('flushed: is empty, and serves', async () => {
    await queue.offer(['before'])
    await inRedis(server.url, 'FLUSHALL')
    expect(await queue.take(9)).toEqual([])
    await expectBack()
  })

  test('its scripts forgotten: serves', async () => {
    await queue.offer(['before'])
    await inRedis(server.url, 'SCRIPT FLUSH')
    expect(await queue.take(9)).toEqual(['before'])
  })

  test('closing does not wait for one that hangs, and leaves no connection', async () => {
    await queue.offer(['before'])
    await proxy.become('hang')
    const asked = expect(queue.take(1)).rejects.toThrow(QueueUnavailable)
    await queue.close()
    await asked
    await proxy.become('cut')
    await until(async () => ((await inRedis(server.url, 'CLIENT LIST')).includes('name=agentsentry') ? null : true))
  })

  test('connections do not add up, however often it fails', async () => {
    for (let round = 0; round < 10; round++) {
      await queue.offer(['x'])
      await proxy.become('cut')
      await expect(queue.waiting()).rejects.toThrow(QueueUnavailable)
      await proxy.become('pass')
    }
    await until(async () => {
      const clients = await inRedis(server.url, 'CLIENT LIST')
      return (clients.match(/name=agentsentry/g) ?? []).length <= 2 ? true : null
    })
  })

  describe('that refuses', () => {
    afterEach(async () => {
      await inRedis(server.url, 'CONFIG SET maxmemory 0')
      await inRedis(server.url, 'REPLICAOF NO ONE')
    })

    test('writes, as its memory is full: says so, and serves once there is room', async () => {
      await queue.offer(['before'])
      await inRedis(server.url, 'CONFIG SET maxmemory 1')
      await expect(queue.offer(['x'])).rejects.toThrow(/OOM/)
      await inRedis(server.url, 'CONFIG SET maxmemory 0')
      await expectBack()
    })

    test('writes, as it is a replica: says so, and serves once it is none', async () => {
      await queue.offer(['before'])
      await inRedis(server.url, 'REPLICAOF 127.0.0.1 1')
      await expect(queue.offer(['x'])).rejects.toThrow(/READONLY|replica/i)
      await expect(queue.take(1)).rejects.toThrow(QueueUnavailable)
      await inRedis(server.url, 'REPLICAOF NO ONE')
      await expectBack()
    })

    test.each([
      [
        'a wrong password',
        (url: string) => Object.assign(new URL(url), { username: 'worker', password: 'wrong' }).href,
      ],
      [
        'a user that is not there',
        (url: string) => Object.assign(new URL(url), { username: 'nobody', password: 'x' }).href,
      ],
      ['a database that is not there', (url: string) => `${url}/4000`],
    ])('%s: says so', async (_fault, change) => {
      await inRedis(server.url, 'ACL SETUSER worker on >right ~* +@all')
      queue = open(change(server.url))
      await expectAway()
      await expect(queue.waiting()).rejects.toThrow(/^Redis: (WRONGPASS|ERR|NOAUTH)/)
    })
  })
})
