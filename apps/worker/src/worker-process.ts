import { openStore, PrometheusMeters } from '@agentsentry/adapters'
import fastify, { type FastifyInstance } from 'fastify'
import type { WorkerConfig } from './config.ts'
import { startWorker } from './main.ts'

export interface WorkerProcess {
  /** Where `/healthz`, `/readyz` and `/metrics` are. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * A worker in a process of its own, with a small server that says how it is. Rejects, with nothing left open, with
 * `StoreUnusableError` or with the system's error when it cannot listen.
 */
export async function startWorkerProcess(config: WorkerConfig): Promise<WorkerProcess> {
  const server = fastify({ logger: { level: config.LOG_LEVEL }, disableRequestLogging: true })
  const store = await openStore(config.DATABASE_URL, {
    onConnectionLost: (error) => server.log.warn({ err: error }, 'a connection to the database was lost'),
  })
  try {
    const meters = new PrometheusMeters({
      readQueues: async () => [{ queue: 'checks', ...(await store.outbox.depth()) }],
      onQueueFailure: (error) => server.log.error({ err: error }, 'the depth of the queue cannot be read'),
    })
    tellHealth(server, { ping: () => store.ping(), meters })
    const url = await server.listen({ host: config.AGENTSENTRY_WORKER_HOST, port: config.AGENTSENTRY_WORKER_PORT })
    const worker = startWorker({ store, config, meters, log: server.log })
    const stop = async () => {
      await worker.stop()
      await server.close()
      await store.close()
    }
    return { url, stop }
  } catch (error) {
    await server.close()
    await store.close()
    throw error
  }
}

function tellHealth(
  server: FastifyInstance,
  { ping, meters }: { readonly ping: () => Promise<void>; readonly meters: PrometheusMeters },
): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (request, reply) => {
    const isUp = await ping().then(
      () => true,
      (error: unknown) => {
        request.log.error({ err: error }, 'the store does not answer')
        return false
      },
    )
    const status = isUp ? 'ok' : 'unavailable'
    return reply.code(isUp ? 200 : 503).send({ status, store: { status } })
  })
  server.get('/metrics', async (_request, reply) => reply.type(meters.contentType).send(await meters.scrape()))
}
