import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import {
  type DatabaseName,
  databaseNames,
  type LoadJob,
  type LoadMessage,
  type LoadOutcome,
  type SessionBody,
} from './load.ts'

/** The load generator, in a process of its own for the whole run: it warms up once, and for all alike. */
export class LoadGenerator {
  readonly #process: ChildProcess

  constructor(bodies: Readonly<Record<DatabaseName, readonly SessionBody[]>>) {
    this.#process = fork(join(import.meta.dirname, 'load.ts'))
    for (const database of databaseNames) this.#send({ kind: 'bodies', database, bodies: bodies[database] })
  }

  /** One job at a time. Rejects when a request failed, or when the process ended. */
  async run(job: LoadJob): Promise<LoadOutcome> {
    const over = new AbortController()
    try {
      const outcome = once(this.#process, 'message', { signal: over.signal })
      const failure = once(this.#process, 'exit', { signal: over.signal }).then(() => {
        throw new Error('the load generator ended before its time')
      })
      this.#send({ kind: 'job', ...job })
      failure.catch(() => {})
      outcome.catch(() => {})
      const measured: LoadOutcome = (await Promise.race([outcome, failure]))[0]
      refuseFailures(measured, job)
      return measured
    } finally {
      over.abort()
    }
  }

  stop(): void {
    this.#process.disconnect()
  }

  #send(message: LoadMessage): void {
    this.#process.send(message)
  }
}

function refuseFailures({ failed, sent, refusals }: LoadOutcome, { urls, connections }: LoadJob): void {
  if (failed === 0) return
  const statuses = Object.entries(refusals).map(([status, count]) => `${count} with ${status}`)
  const causes = statuses.length > 0 ? ` (${statuses.join(', ')})` : ''
  throw new Error(`${failed} of ${sent} requests to ${urls} failed at ${connections} connections${causes}`)
}
