import { readFileSync } from 'node:fs'
import { buildInfo, createLog, inTime, PrometheusMeters, type QueueDepth, startTelemetry } from '@agentsentry/adapters'
import { awaitStore } from '@agentsentry/adapters/open-store'
import type { RuleDefinition } from '@agentsentry/contract'
import type { Store } from '@agentsentry/pipeline'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { CheckWorker } from './check-worker.ts'
import type { WorkerConfig } from './config.ts'
import { type RunningWorker, startWorker } from './main.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** Whoever asks whether it is ready waits no longer for the store than this, in milliseconds. */
const patienceMs = 1_000

export interface WorkerProcess {
  /** Where `/healthz`, `/readyz` and `/metrics` are. */
  readonly url: string
  stop(): Promise<void>
}

/**
 * A worker in a process of its own, with a small server that says how it is. Rejects, with nothing left open, with
 * `StoreUnusableError` or with the system's error when it cannot listen.
 */
export async function startWorkerProcess(
  config: WorkerConfig,
  secretRules: readonly RuleDefinition[],
): Promise<WorkerProcess> {
  const log = createLog(config.LOG_LEVEL)
  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
  })
  const store = await awaitStore(config.DATABASE_URL, {
    waitMs: config.AGENTSENTRY_STORE_WAIT_SECONDS * 1_000,
    onWait: (reason) => log.warn({ reason }, 'the database is not there yet; it is waited for'),
    onConnectionLost: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  })
  const telemetry = await startTelemetry({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: 'agentsentry-worker',
    serviceVersion: version,
    sampleRatio: config.OTEL_TRACES_SAMPLER_ARG,
    onFailure: (message) => log.warn({ reason: message }, 'spans are lost'),
  })
  try {
    let worker: RunningWorker | null = null
    const meters = new PrometheusMeters({
      readQueues: () => readQueues(store, worker),
      onQueueFailure: (error) => log.warn({ err: error }, 'the store did not answer a scrape'),
      gauges: [buildInfo(version)],
    })
    tellHealth(server, { store, meters, worker: () => worker })
    const url = await server.listen({ host: config.AGENTSENTRY_WORKER_HOST, port: config.AGENTSENTRY_WORKER_PORT })
    const running = startWorker({ store, config, meters, tracing: telemetry.tracing, log, secretRules })
    worker = running
    const stop = async () => {
      await running.stop()
      await server.close()
      await telemetry.stop()
      await store.close()
    }
    return { url, stop }
  } catch (error) {
    await server.close()
    await telemetry.stop()
    await store.close()
    throw error
  }
}

async function readQueues(store: Store, worker: RunningWorker | null): Promise<QueueDepth[]> {
  const queues: QueueDepth[] = [
    { queue: 'checks', ...(await store.outbox.depth()) },
    { queue: 'deliveries', ...(await store.outbox.deliveryDepth()) },
  ]
  const passedOn = (await worker?.checks?.queueDepth()) ?? null
  if (passedOn !== null) queues.push({ queue: 'redis', waiting: passedOn })
  return queues
}

interface Health {
  readonly store: Store
  readonly meters: PrometheusMeters
  readonly worker: () => RunningWorker | null
}

/** Not ready is only a worker without its store. Without Redis, or with a judge that is away, its work goes on or waits. */
function tellHealth(server: FastifyInstance, { store, meters, worker }: Health): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (request, reply) => {
    const isUp = await inTime(store.ping(), patienceMs, 'the store').then(
      () => true,
      (error: unknown) => {
        request.log.error({ err: error }, 'the store does not answer')
        return false
      },
    )
    const parts = partsOf(worker()?.checks ?? null)
    const isWell = Object.values(parts).every(({ status }) => status === 'ok' || status === 'none')
    const status = isUp ? (isWell ? 'ok' : 'degraded') : 'unavailable'
    return reply.code(isUp ? 200 : 503).send({ status, store: { status: isUp ? 'ok' : 'unavailable' }, ...parts })
  })
  server.get('/metrics', async (_request, reply) => reply.type(meters.contentType).send(await meters.scrape()))
}

interface PartHealth {
  /** `none`: it is not set up. */
  readonly status: 'ok' | 'degraded' | 'none'
  readonly cause?: string
}

function partsOf(checks: CheckWorker | null): { redis: PartHealth; judge: PartHealth } {
  if (checks === null) return { redis: { status: 'none' }, judge: { status: 'none' } }
  const redis = checks.queueFault === null ? ({ status: 'none' } as const) : healthOf(checks.queueFault())
  return { redis, judge: healthOf(checks.judgeFault()) }
}

function healthOf(fault: string | null): PartHealth {
  return fault === null ? { status: 'ok' } : { status: 'degraded', cause: fault }
}
