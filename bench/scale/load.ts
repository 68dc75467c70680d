import autocannon from 'autocannon'

/** A body of `POST /traces`, and which of the sessions it belongs to. */
export interface SessionBody {
  readonly session: number
  readonly body: string
}

/** What the parent process sends: the bodies of each database once, then one job after another. */
export type LoadMessage =
  | { readonly kind: 'bodies'; readonly database: DatabaseName; readonly bodies: readonly SessionBody[] }
  | ({ readonly kind: 'job' } & LoadJob)

export const databaseNames = ['sqlite', 'postgres'] as const
export type DatabaseName = (typeof databaseNames)[number]

export interface LoadJob {
  readonly database: DatabaseName
  /** API processes over that database; connections are spread over them. */
  readonly urls: readonly string[]
  readonly connections: number
  readonly seconds: number
  /** Whether all traces of a session go to the same process, or each to any. */
  readonly keepsSessions: boolean
}

/** What one job measured. Every request that was sent has been answered before it is told. */
export interface LoadOutcome {
  readonly sent: number
  /** Answers with a 2xx status. */
  readonly acknowledged: number
  /** Anything else: other statuses, broken connections, timeouts. */
  readonly failed: number
  /** How often each other status came; of several processes, what one of them answered. */
  readonly refusals: Readonly<Record<number, number>>
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** User and system time of the load generator itself, in seconds. */
  readonly cpuSeconds: number
}

const bodiesOf = new Map<DatabaseName, readonly SessionBody[]>()

process.on('message', async (message: LoadMessage) => {
  if (message.kind === 'bodies') bodiesOf.set(message.database, message.bodies)
  else process.send?.(await load(message))
})
process.once('disconnect', () => process.exit())

async function load(job: LoadJob): Promise<LoadOutcome> {
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const runs = await Promise.all(job.urls.map((_, at) => loadOne(job, at, startedAt + job.seconds * 1000)))
  const seconds = (Math.max(...runs.map(({ lastAt }) => lastAt)) - startedAt) / 1000
  const { user, system } = process.cpuUsage(cpuBefore)
  const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0)
  const latencies = Float64Array.from(runs.flatMap(({ latenciesMs }) => latenciesMs)).sort()
  return {
    sent: sum(({ sent }) => sent),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    failed: sum(({ failed }) => failed),
    refusals: Object.assign({}, ...runs.map(({ refusals }) => refusals)),
    requestsPerSecond: latencies.length / seconds,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    cpuSeconds: (user + system) / 1e6,
  }
}

/**
 * Loads one API process, with every n-th connection. A run that is cut off would leave requests that the server has
 * recorded and nobody has seen answered, so each connection ends after the answer that it is waiting for. These last
 * answers count like all others: to leave them out would be to leave out the slowest.
 */
async function loadOne(job: LoadJob, at: number, endsAt: number) {
  const shares = sharesOf(job, at)
  const latenciesMs: number[] = []
  const refusals: Record<number, number> = {}
  let acknowledged = 0
  let taken = 0
  let lastAt = Number.NaN
  const run = autocannon({
    url: job.urls[at] as string,
    connections: shares.length,
    duration: job.seconds + 60,
    sampleInt: 20,
    setupClient: (client) => client.setRequests(shares[taken++ % shares.length] as Share),
  })
  run.on('response', (client, status, _bytes, latencyMs) => {
    if (status >= 200 && status < 300) acknowledged++
    else refusals[status] = (refusals[status] ?? 0) + 1
    latenciesMs.push(latencyMs)
    lastAt = performance.now()
    if (lastAt >= endsAt) client.responseMax = client.reqsMade
  })
  const { errors, requests } = await run
  return {
    sent: requests.sent,
    acknowledged,
    failed: errors + requests.sent - acknowledged,
    refusals,
    latenciesMs,
    lastAt,
  }
}

type Share = { method: string; path: string; headers: Record<string, string>; body: string }[]

/** What each connection to this process goes round, so that no two send the same body at the same time. */
function sharesOf({ database, urls, connections, keepsSessions }: LoadJob, at: number): Share[] {
  const bodies = bodiesOf.get(database) ?? []
  const own = bodies.filter(({ session }, index) => (keepsSessions ? session : index) % urls.length === at)
  const count = Math.floor(connections / urls.length) + (at < connections % urls.length ? 1 : 0)
  return Array.from({ length: count }, (_, connection) =>
    own
      .filter((_, index) => index % count === connection)
      .map(({ body }) => ({ method: 'POST', path: '/traces', headers: { 'content-type': 'application/json' }, body })),
  )
}
