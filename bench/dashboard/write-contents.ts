import { DatabaseSync } from 'node:sqlite'
import { randomFrom } from '../random.ts'
import { type Contents, longSession, sessionId, sessionStart, sessionsIn, tracesIn } from './contents.ts'
import { RowWriter } from './row-writer.ts'
import { describeSession } from './session-description.ts'
import type { PooledStep } from './step-pool.ts'

export interface Steps {
  readonly pool: readonly PooledStep[]
  /** Of the long session, in order. */
  readonly longSteps: readonly PooledStep[]
}

const sessionsAtOnce = 5_000

/** Writes sessions, traces and all that follows from them into a database that is migrated and holds none. */
export function writeContents(path: string, contents: Contents, { pool, longSteps }: Steps): void {
  const database = new DatabaseSync(path)
  const random = randomFrom(9)
  const draw = () => pool[Math.floor(random() * pool.length)] as PooledStep
  try {
    // It is removed afterwards; a power cut only costs another run.
    database.exec('pragma synchronous = off; pragma cache_size = -262144')
    const writer = new RowWriter(database, contents)
    database.exec('begin')
    for (let session = 0; session < sessionsIn(contents); session++) {
      const traces = tracesIn(contents, session)
      const id = sessionId(contents, session)
      writer.session(id, sessionStart(contents, session), describeSession(session, random))
      for (const trace of traces) writer.trace(id, trace, draw())
      writer.decisionsOf(id)
      if (session % 400 === 7) writer.quarantine(id, traces[0])
      if (session % sessionsAtOnce === sessionsAtOnce - 1) database.exec('commit; begin')
    }
    const long = longSession(contents)
    const description = { title: 'A run of a whole night', agent: 'nightly', userId: null, tags: ['long'] }
    writer.session(long.id, (long.traces[0]?.timeMs ?? contents.endMs) - 1_000, description)
    for (const [index, step] of longSteps.entries()) {
      const trace = long.traces[index]
      if (trace !== undefined) writer.trace(long.id, trace, step)
    }
    writer.decisionsOf(long.id)
    writer.spend()
    database.exec('commit')
  } finally {
    database.close()
  }
}
