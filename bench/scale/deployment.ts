import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { tieToThisProcess } from '../../tests/services/lifeline.ts'
import { startOwnPostgres } from '../../tests/services/own-postgres.ts'
import { type ServerProcess, startServer } from '../http/server-process.ts'
import { inventBodies } from '../http/trace-bodies.ts'
import { randomFrom } from '../random.ts'
import type { DatabaseName, SessionBody } from './load.ts'
import type { ScaleOptions } from './options.ts'
import { countTraces, PostgresLedger } from './postgres-ledger.ts'

/** How many API processes there are over one PostgreSQL; fewer are measured by leaving some alone. */
export const apiProcessCount = 4

/** Everything that is measured, all of it running. */
export interface Deployment {
  /** API and worker in one process over one file. */
  readonly sqlite: ServerProcess
  readonly apis: readonly ServerProcess[]
  readonly worker: ServerProcess
  readonly postgresId: number
  readonly ledger: PostgresLedger
  readonly bodies: Readonly<Record<DatabaseName, readonly SessionBody[]>>
  /** What each database holds, asked of the database itself. */
  countStored(): Promise<Readonly<Record<DatabaseName, StoredTraces>>>
  stop(): Promise<void>
}

export interface StoredTraces {
  readonly traces: number
  readonly blocked: number
  /** Entries of the audit log that tell of a blocked trace. */
  readonly audited: number
}

/** Starts the processes as anyone runs them, with the starter pack, over new databases on the same disk. */
export async function startDeployment(options: ScaleOptions): Promise<Deployment> {
  // Where the tests' own PostgreSQL puts its data: both databases are to wait for the same disk.
  process.env.TMPDIR = options.folder
  const folder = mkdtempSync(join(options.folder, 'agentsentry-scale-'))
  const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  const start = async (command: string, databaseUrl: string) => {
    const server = await startServer(['apps/cli/src/main.ts', ...command.split(' ')], {
      DATABASE_URL: databaseUrl,
      AGENTSENTRY_API_PORT: '0',
      AGENTSENTRY_WORKER_PORT: '0',
    })
    const release = tieToThisProcess({ processId: server.processId, signal: 'KILL', folder })
    ends.push(async () => {
      await server.stop()
      release()
    })
    return server
  }
  try {
    const path = join(folder, 'scale.db')
    const sqlite = await start('up --no-dashboard', `sqlite:${path}`)
    const postgres = await startOwnPostgres()
    ends.push(postgres.end)
    const apis: ServerProcess[] = []
    // One after another: the first makes the tables.
    while (apis.length < apiProcessCount) apis.push(await start('api', postgres.url))
    const worker = await start('worker', postgres.url)
    const ledger = await PostgresLedger.open(postgres.url)
    ends.push(() => ledger.close())
    const bodies = {
      sqlite: await sessionBodies(sqlite.url, options),
      postgres: await sessionBodies((apis[0] as ServerProcess).url, options),
    }
    const countStored = async () => ({ sqlite: countInFile(path), postgres: await ledger.countTraces() })
    return { sqlite, apis, worker, postgresId: postgres.processId(), ledger, bodies, countStored, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The traces of `bench/http`. Each is put into a session at random, so that no order ties sessions to connections. */
async function sessionBodies(url: string, { bodyCount, sessionCount, seed }: ScaleOptions): Promise<SessionBody[]> {
  const ids: string[] = []
  while (ids.length < sessionCount) {
    const answer = await fetch(`${url}/sessions?title=benchmark`, { method: 'POST' })
    if (!answer.ok) throw new Error(`a session was answered with ${answer.status}: ${await answer.text()}`)
    ids.push(((await answer.json()) as { id: string }).id)
  }
  const random = randomFrom(seed)
  return inventBodies(bodyCount, seed).map((trace) => {
    const session = Math.floor(random() * sessionCount)
    return { session, body: JSON.stringify({ session_id: ids[session], ...trace }) }
  })
}

function countInFile(path: string): StoredTraces {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    const { traces, blocked, audited } = database.prepare(countTraces).get() as unknown as StoredTraces
    return { traces, blocked, audited }
  } finally {
    database.close()
  }
}
