import type { Meters } from '@agentsentry/pipeline'
import type { FastifyInstance } from 'fastify'
import { isEndless } from './in-flight.ts'

/** Counts every answer, and at `debug` has a line for each. Routes are told by their pattern: addresses hold what was asked. */
export function tellAnswers(server: FastifyInstance, meters: Meters): void {
  const logs = server.log.level === 'debug' || server.log.level === 'trace'
  server.addHook('onResponse', (request, reply, done) => {
    const { method, problem, routeOptions } = request
    const route = routeOptions.url ?? 'unmatched'
    // How long somebody listened says nothing of how long answering takes.
    const durationMs = isEndless(request) ? Number.NaN : reply.elapsedTime
    meters.requestAnswered({ method, route, status: reply.statusCode, durationMs, problem })
    if (logs) {
      const told = { method, route, status: reply.statusCode, problem: problem ?? undefined }
      request.log.debug({ ...told, duration_ms: Math.round(reply.elapsedTime * 100) / 100 }, 'answered')
    }
    done()
  })
}
