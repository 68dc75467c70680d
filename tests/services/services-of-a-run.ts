import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startOwnPostgres } from './own-postgres.ts'
import { startOwnRedis } from './own-redis.ts'
import type { OwnServer } from './own-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test file asks for the services that all files of a run use together. */
    servicesUrl: string
  }
}

const starters: Readonly<Record<string, () => Promise<OwnServer>>> = {
  '/postgres': startOwnPostgres,
  '/redis': startOwnRedis,
}

/**
 * One PostgreSQL and one Redis for a whole run of the tests. Each starts when the first file asks for it, so that a run
 * of one file pays for what that file uses. Both end with the run, however it ends.
 */
export default async function serveServices(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<OwnServer>>()
  const answer: RequestListener = async ({ url = '' }, response) => {
    const start = starters[url]
    if (start === undefined) return response.writeHead(404).end()
    const service = started.get(url) ?? start()
    started.set(url, service)
    await service.then(
      (server) => response.end(server.url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  }
  const desk = createServer(answer).listen(0, '127.0.0.1')
  await once(desk, 'listening')
  project.provide('servicesUrl', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`)
  return async () => {
    desk.close()
    desk.closeAllConnections()
    for (const service of await Promise.allSettled(started.values()))
      if (service.status === 'fulfilled') await service.value.end()
  }
}
