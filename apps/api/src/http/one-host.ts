import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/**
 * Refuses HTTP/1.1 requests that name no host, or more than one (RFC 9112, section 3.2): two readers of such a request
 * could take it for two different ones.
 */
export function demandOneHost(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    if (request.raw.httpVersion !== '1.1' || countHosts(request) === 1) done()
    else done(new SentryError('http_malformed', 'a request names exactly one host'))
  })
}

function countHosts({ raw: { rawHeaders } }: FastifyRequest): number {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string
    if (name.length === 4 && name.toLowerCase() === 'host') count++
  }
  return count
}
