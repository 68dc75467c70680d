import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance } from 'fastify'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses changes that a web page of another origin asks a browser for. The API is often open on a developer's machine,
 * where any page that the developer visits could otherwise switch rules off. Programs send no `Origin`.
 */
export function refuseForeignOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { origin, host } = request.headers
    const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)
    if (!isForeign || safeMethods.has(request.method)) done()
    else done(new SentryError('origin_refused', 'changes are not accepted from web pages of another origin'))
  })
}
