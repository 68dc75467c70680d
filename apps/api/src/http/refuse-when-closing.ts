import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance } from 'fastify'

/** Once the server is closing, a request that comes over an open connection is refused, and the connection ended. */
export function refuseWhenClosing(server: FastifyInstance): void {
  let isClosing = false
  server.addHook('preClose', async () => {
    isClosing = true
  })
  server.addHook('onRequest', (_request, reply, done) => {
    if (!isClosing) return done()
    reply.header('connection', 'close')
    done(new SentryError('shutting_down', 'AgentSentry is shutting down; the request was not taken on'))
  })
}
