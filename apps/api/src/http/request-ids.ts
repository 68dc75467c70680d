import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** What logs and URLs take without quoting, and too short to carry anything off. */
const sane = /^[A-Za-z0-9._-]{1,64}$/

/** As W3C Trace Context defines it, version 00; later versions begin alike. */
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/

/** Tells the ids of this process from those of others. */
const ofThisProcess = randomBytes(6).toString('hex')
let made = 0

/** The caller's `X-Request-Id` where it can be taken over, else a new one. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id']
  if (typeof given === 'string' && sane.test(given)) return given
  made++
  return `${ofThisProcess}-${made.toString(36)}`
}

/** The id of the caller's distributed trace, where it sent one. */
export function traceIdOf({ headers }: IncomingMessage): string | undefined {
  const given = headers.traceparent
  return typeof given === 'string' ? traceparent.exec(given)?.[1] : undefined
}

/** Every answer names the request that it is for, as the log does. */
export function tellRequestIds(server: FastifyInstance): void {
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}
