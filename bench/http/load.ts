import autocannon from 'autocannon'

/** What the parent process sends: the bodies once, then one job after another. */
export type LoadMessage =
  | { readonly kind: 'bodies'; readonly bodies: readonly string[] }
  | ({ readonly kind: 'job' } & LoadJob)

export interface LoadJob {
  readonly url: string
  readonly connections: number
  readonly seconds: number
}

/** What one job measured. Every request that was sent has been answered before it is told. */
export interface LoadOutcome {
  readonly sent: number
  /** Answers with a 2xx status. */
  readonly acknowledged: number
  /** Anything else: other statuses, broken connections, timeouts. */
  readonly failed: number
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** User and system time of the load generator itself, in seconds: near the run's length it is the bottleneck. */
  readonly cpuSeconds: number
}

let bodies: readonly string[] = []

process.on('message', async (message: LoadMessage) => {
  if (message.kind === 'bodies') bodies = message.bodies
  else process.send?.(await load(message))
})
process.once('disconnect', () => process.exit())

/**
 * Latencies are kept here rather than taken from autocannon, which rounds them to whole milliseconds. A run that is cut
 * off would leave requests that the server has recorded and nobody has seen answered, so each connection ends after
 * the answer it is waiting for.
 */
async function load({ url, connections, seconds }: LoadJob): Promise<LoadOutcome> {
  const latencies: number[] = []
  let acknowledged = 0
  let inTime = 0
  let taken = 0
  const cpuBefore = process.cpuUsage()
  const startedAt = performance.now()
  const endsAt = startedAt + seconds * 1000
  const run = autocannon({
    url,
    connections,
    duration: seconds + 60,
    sampleInt: 20,
    setupClient: (client) => client.setRequests(requestsOf(taken++, connections)),
  })
  run.on('response', (client, status, _bytes, latencyMs) => {
    if (status >= 200 && status < 300) acknowledged++
    // A machine without time for this may not answer once within a short leg; then the first answer ends it.
    if (performance.now() >= endsAt && inTime > 0) client.responseMax = client.reqsMade
    else {
      inTime++
      latencies.push(latencyMs)
    }
  })
  const { errors, requests } = await run
  const { user, system } = process.cpuUsage(cpuBefore)
  latencies.sort((left, right) => left - right)
  return {
    sent: requests.sent,
    acknowledged,
    failed: errors + requests.sent - acknowledged,
    requestsPerSecond: inTime / seconds,
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? Number.NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    cpuSeconds: (user + system) / 1e6,
  }
}

/** Each connection goes round its own share of the bodies, so no two send the same one at the same time. */
function requestsOf(connection: number, connections: number) {
  return bodies
    .filter((_, index) => index % connections === connection % connections)
    .map((body) => ({ method: 'POST', path: '/traces', headers: { 'content-type': 'application/json' }, body }))
}
