import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { describeWithService } from './describe-with-service.ts'
import { whyNoOwnRedis } from './own-redis.ts'
import { serviceOfThisRun } from './service-of-this-run.ts'

export interface RedisForTests {
  /** The URL of an empty database that no other test file uses at the same time; to be called within tests and hooks. */
  url(): string
}

/** A suite on a real Redis: that of `REDIS_URL` where it is set, else the one that this run starts. */
export function describeWithRedis(name: string, body: (redis: RedisForTests) => void): void {
  const given = process.env.REDIS_URL || null
  describeWithService(name, given === null ? whyNoOwnRedis() : null, () => {
    let url: string | undefined
    beforeAll(async () => {
      // The pool gives one number to one file at a time. Database 0 stays as it is: it may be somebody's.
      const pathname = `/${process.env.VITEST_POOL_ID ?? 1}`
      url = Object.assign(new URL(given ?? (await serviceOfThisRun('redis'))), { pathname }).href
      await inRedis(url, 'FLUSHDB')
    })
    afterAll(async () => {
      if (url !== undefined) await inRedis(url, 'FLUSHDB')
    })
    body({
      url: () => {
        if (url === undefined) throw new Error('Redis has an address only once the suite has begun')
        return url
      },
    })
  })
}

/**
 * Runs one command without arguments that hold spaces, in the database of the URL, and returns the raw reply.
 * @throws Error with what Redis says against it
 */
export async function inRedis(url: string, command: string): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(url)
  const words = [username, password].filter(Boolean).map(decodeURIComponent)
  const commands = [
    ...(password ? [`AUTH ${words.join(' ')}`] : []),
    `SELECT ${pathname.slice(1) || 0}`,
    command,
    'QUIT',
  ]
  const socket = connect({ host: hostname, port: Number(port || 6379) }).setEncoding('utf8')
  let replies = ''
  socket.on('data', (text: string) => {
    replies += text
  })
  socket.write(commands.map((line) => `${line}\r\n`).join(''))
  await once(socket, 'close')
  const refusal = /^-(.*)$/m.exec(replies)?.[1]
  if (refusal !== undefined) throw new Error(`Redis refused \`${command}\`: ${refusal}`)
  // What the commands around it are answered is `+OK` each.
  const before = commands.length - 2
  return replies.replace(new RegExp(`^(\\+OK\\r\\n){${before}}`), '').replace(/\+OK\r\n$/, '')
}
