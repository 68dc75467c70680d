import { parentPort, workerData } from 'node:worker_threads'
import type { TallyRequest } from '@agentsentry/pipeline'
import { Kysely } from 'kysely'
import type { Schema } from '../store-sql/schema.ts'
import { SqlTallies } from '../store-sql/tallies/sql-tallies.ts'
import type { ThreadAnswer } from './asked-thread.ts'
import { openDatabase } from './open-database.ts'
import { ImmediateSqliteDialect } from './sqlite-driver.ts'

// What `ThreadedTallies` runs in its thread. The database is there and migrated.

export interface TallyThreadSettings {
  readonly path: string
  readonly busyTimeoutMs: number
}

export type TallyThreadRequest =
  | { readonly kind: 'tally'; readonly request: TallyRequest }
  | { readonly kind: 'expire'; readonly nowMs: number }
  | { readonly kind: 'tidy' }
  | { readonly kind: 'close' }

if (parentPort !== null) serve(parentPort, workerData as TallyThreadSettings)

function serve(port: NonNullable<typeof parentPort>, { path, busyTimeoutMs }: TallyThreadSettings): void {
  const sqlite = openDatabase(path, busyTimeoutMs)
  // Nobody was told of what is lost with the power: it is counted again, watermark and all.
  sqlite.pragma('synchronous = NORMAL')
  // Moving the log into the file takes long, and is for when nobody waits for this thread.
  sqlite.pragma('wal_autocheckpoint = 0')
  const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect(sqlite) })
  const tallies = new SqlTallies(db)
  port.on('message', (request: TallyThreadRequest) => {
    if (request.kind === 'close') {
      void db.destroy().then(() => port.close())
      return
    }
    work(request).then(
      (result) => answer({ kind: 'done', result }),
      (error: Error) => answer({ kind: 'failed', code: '', message: reasonOf(error) }),
    )
  })

  function answer(answer: ThreadAnswer<number>): void {
    port.postMessage(answer)
  }

  async function work(request: Exclude<TallyThreadRequest, { kind: 'close' }>): Promise<number> {
    if (request.kind === 'tally') return tallies.tally(request.request)
    if (request.kind === 'expire') return tallies.expireMinutes(request.nowMs)
    sqlite.pragma('wal_checkpoint(PASSIVE)')
    return 0
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message
}
