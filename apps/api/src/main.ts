import { readFileSync } from 'node:fs'
import {
  buildInfo,
  createLog,
  type LiveGauge,
  ProcessEvaluator,
  PrometheusMeters,
  processStopwatch,
  startTelemetry,
  uuidIds,
} from '@agentsentry/adapters'
import { awaitStore } from '@agentsentry/adapters/open-store'
import { isPostgresUrl } from '@agentsentry/adapters/settings'
import type { RuleDefinition } from '@agentsentry/contract'
import {
  type Meters,
  type OpenProject,
  OpenProjects,
  SigningKey,
  type Store,
  type Tracing,
  warmUp,
  watchRules,
} from '@agentsentry/pipeline'
import type { FastifyBaseLogger } from 'fastify'
import type { Api } from './api.ts'
import { type ApiConfig, checkSelectionOf, judgeOf, serverNamesOf } from './config.ts'
import { demandSomeKey } from './http/demand-some-key.ts'
import { InFlight } from './http/in-flight.ts'
import { KeyGuard } from './http/key-guard.ts'
import { trackSilentConnections } from './http/silent-connections.ts'
import { buildServer } from './server.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

/** The API as it runs. */
export interface RunningApi {
  /** Where it listens, for example `http://127.0.0.1:8000`. */
  readonly url: string
  readonly store: Store
  readonly log: FastifyBaseLogger
  readonly meters: Meters
  readonly tracing: Tracing
  /** Starts a process for costly traces before the first of them, beside other work. */
  prepare(): void
  /** Takes no new requests, finishes those under way, and closes the store. */
  stop(): Promise<void>
}

/**
 * Opens the store, seeds it when it is new, and listens. Rejects, with nothing left open, with `StoreUnusableError` or with
 * the system's error when it cannot listen (`EADDRINUSE`).
 */
export async function startApi(config: ApiConfig, starterRules: readonly RuleDefinition[]): Promise<RunningApi> {
  const log = createLog(config.LOG_LEVEL)
  const store = await awaitStore(config.DATABASE_URL, {
    waitMs: config.AGENTSENTRY_STORE_WAIT_SECONDS * 1_000,
    onWait: (reason) => log.warn({ reason }, 'the database is not there yet; it is waited for'),
    onConnectionLost: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  })
  const masksSecrets = config.AGENTSENTRY_STORE_SECRETS === 'mask'
  const evaluator = new ProcessEvaluator({
    processes: config.AGENTSENTRY_EVALUATOR_PROCESSES,
    ruleLimitMs: config.AGENTSENTRY_RULE_LIMIT_MS,
    traceLimitMs: config.AGENTSENTRY_TRACE_LIMIT_MS,
    memoryMiB: config.AGENTSENTRY_EVALUATOR_MEMORY_MIB,
    masksSecrets,
  })
  const mayBeShared = config.AGENTSENTRY_SHARED_STORE || isPostgresUrl(config.DATABASE_URL)
  const telemetry = await startTelemetry({
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: 'agentsentry-api',
    serviceVersion: version,
    sampleRatio: config.OTEL_TRACES_SAMPLER_ARG,
    onFailure: (message) => log.warn({ reason: message }, 'spans are lost'),
  })
  try {
    const projects = await OpenProjects.begin({
      store,
      reader: evaluator,
      stopwatch: processStopwatch,
      starterRules,
      memories: { trustMs: mayBeShared ? 1_000 : Infinity },
    })
    warmUp(projects.default.ruleBook.ruleSet, processStopwatch)
    const isProduction = config.AGENTSENTRY_ENV === 'production'
    if (isProduction) await demandSomeKey(store, config.AGENTSENTRY_API_KEY)
    const keyGuard = await KeyGuard.begin({
      keys: store.keys,
      apiKey: config.AGENTSENTRY_API_KEY,
      perMinute: config.AGENTSENTRY_RATE_LIMIT,
      isProduction,
    })
    const inFlight = new InFlight({
      most: config.AGENTSENTRY_MAX_IN_FLIGHT,
      mostBytes: config.AGENTSENTRY_MAX_IN_FLIGHT_BYTES,
      largestBody: config.AGENTSENTRY_MAX_BODY_BYTES,
    })
    const meters = new PrometheusMeters({
      readQueues: async () => [
        { queue: 'checks', ...(await store.outbox.depth()) },
        { queue: 'deliveries', ...(await store.outbox.deliveryDepth()) },
      ],
      onQueueFailure: (error) => log.warn({ err: error }, 'the store did not answer a scrape'),
      gauges: gaugesOf(projects, inFlight),
    })
    const server = await buildServer(
      {
        store,
        projects,
        ids: uuidIds,
        evaluator,
        stopwatch: processStopwatch,
        keyGuard,
        checks: checkSelectionOf(config),
        judge: judgeOf(config),
        tells: config.AGENTSENTRY_WEBHOOK_URL !== null,
        masksSecrets,
        signingKey: config.AGENTSENTRY_AUDIT_KEY === '' ? null : new SigningKey(config.AGENTSENTRY_AUDIT_KEY),
        meters,
        tracing: telemetry.tracing,
        inFlight,
      },
      {
        maxBodyBytes: config.AGENTSENTRY_MAX_BODY_BYTES,
        log,
        hosts: serverNamesOf(config),
      },
    )
    const endSilentConnections = trackSilentConnections(server.server)
    const url = await server.listen({ host: config.AGENTSENTRY_HOST, port: config.AGENTSENTRY_API_PORT })
    warnOfOpenDoors(server.log, keyGuard, projects.default)
    const stopWatching = watchRules(projects, {
      onFailure: (error) => server.log.error({ err: error }, 'cannot look for newer rules; those in force stay'),
    })
    const stop = async () => {
      await closeServer(server, endSilentConnections)
      await stopWatching()
      await telemetry.stop()
      await evaluator.close()
      await store.close()
    }
    const prepare = () => prepareForCostlyTraces(server.log, evaluator, projects.default)
    return { url, store, log: server.log, meters, tracing: telemetry.tracing, prepare, stop }
  } catch (error) {
    await telemetry.stop()
    await evaluator.close()
    await store.close()
    throw error
  }
}

/** Projects told apart in figures: each is a time series that is kept for good. */
const mostProjects = 100

function gaugesOf(projects: OpenProjects, inFlight: InFlight): LiveGauge[] {
  const ofRules = (read: (project: OpenProject) => number) => () =>
    projects.all.slice(0, mostProjects).map((project) => ({ labels: { project: project.id }, value: read(project) }))
  const labels = ['project']
  return [
    buildInfo(version),
    {
      name: 'rule_set_number',
      help: 'Number of the rule set in force',
      labels,
      read: ofRules(({ ruleBook }) => ruleBook.ruleSet.number),
    },
    {
      name: 'rules_enabled',
      help: 'Rules in force',
      labels,
      read: ofRules(({ ruleBook }) => ruleBook.ruleSet.enabledCount),
    },
    { name: 'requests_in_flight', help: 'Requests worked on now', read: () => [{ value: inFlight.count }] },
    { name: 'requests_in_flight_max', help: 'How many may be', read: () => [{ value: inFlight.most }] },
    {
      name: 'request_bytes_in_flight',
      help: 'Bytes of large bodies among them',
      read: () => [{ value: inFlight.bytes }],
    },
    { name: 'request_bytes_in_flight_max', help: 'How many may be', read: () => [{ value: inFlight.mostBytes }] },
  ]
}

/** A connection whose request was under way falls idle only when it is answered; it is closed then, and not waited for. */
async function closeServer(server: Api, endSilentConnections: () => void): Promise<void> {
  const sweep = setInterval(() => {
    server.server.closeIdleConnections()
    endSilentConnections()
  }, 20)
  await server.close()
  clearInterval(sweep)
}

/** Beside other work: requests are served meanwhile. */
function prepareForCostlyTraces(log: FastifyBaseLogger, evaluator: ProcessEvaluator, { ruleBook }: OpenProject): void {
  evaluator
    .prepare(ruleBook.ruleSet)
    .catch((error: unknown) => log.error({ err: error }, 'no process stands ready for costly traces'))
}

function warnOfOpenDoors(log: FastifyBaseLogger, keyGuard: KeyGuard, { ruleBook }: OpenProject): void {
  if (keyGuard.isOpen)
    log.warn('there is no key: development mode, whoever reaches the API may read everything and change rules')
  if (ruleBook.ruleSet.enabledCount === 0) log.warn('no rule is enabled: everything is allowed')
  for (const { rule, message } of ruleBook.faults) log.error({ rule }, `a rule cannot be evaluated: ${message}`)
}
