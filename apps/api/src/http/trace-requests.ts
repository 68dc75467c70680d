import { noTracing, type Tracing } from '@agentsentry/pipeline'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { isEndless } from './in-flight.ts'

/** Asked every few seconds by what watches; nobody looks for their spans. */
const untold = new Set<string | undefined>(['/healthz', '/readyz', '/metrics'])

/**
 * A span for each request that a route takes on, as part of the caller's trace. It begins when the body was read and
 * found valid: only what is called from there on knows that it is within.
 */
export function traceRequests(server: FastifyInstance, tracing: Tracing): void {
  if (tracing === noTracing) return
  server.addHook('preHandler', (request, reply, done) => {
    const { method, headers, routeOptions } = request
    const route = routeOptions.url ?? 'unmatched'
    if (untold.has(route) || isEndless(request)) return done()
    const attributes = { 'http.request.method': method, 'http.route': route, 'agentsentry.request.id': request.id }
    const answering = tracing.continued(
      { traceparent: single(headers.traceparent), tracestate: single(headers.tracestate) },
      () =>
        tracing.span(`${method} ${route}`, attributes, (span) => {
          const answered = whenAnswered(reply)
          done()
          return answered.finally(() => span.note({ 'http.response.status_code': reply.statusCode }))
        }),
    )
    // That it failed is told by its span.
    answering.catch(() => {})
  })
}

/** Resolves when the answer is sent, or nobody waits for it any more; rejects where it is a failure of this side. */
function whenAnswered(reply: FastifyReply): Promise<void> {
  return new Promise((resolve, reject) => {
    reply.raw.once('close', () => {
      const { statusCode } = reply
      if (statusCode < 500) resolve()
      else reject(Object.assign(new Error('answered with a failure'), { code: String(statusCode) }))
    })
  })
}

function single(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined
}
