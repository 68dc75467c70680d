import type { DatabaseName } from './load.ts'

/** One way to run it under one load. */
export interface Contender {
  readonly title: string
  readonly database: DatabaseName
  readonly processes: number
  readonly connections: number
  readonly keepsSessions: boolean
}

const onSqlite = { title: 'SQLite, `up`', database: 'sqlite', processes: 1, keepsSessions: false } as const

/** One agent that waits for each answer, then as many as keep every process busy. */
export const contenders: readonly Contender[] = [
  { ...onSqlite, connections: 1 },
  { ...onPostgres(1), connections: 1 },
  { ...onSqlite, connections: 50 },
  { ...onPostgres(1), connections: 50 },
  { ...onPostgres(2), connections: 50 },
  { ...onPostgres(4), connections: 50 },
  { ...onPostgres(4), connections: 50, title: 'PostgreSQL, 4, a session keeps to one', keepsSessions: true },
]

function onPostgres(processes: number): Omit<Contender, 'connections'> {
  return { title: `PostgreSQL, ${processes}`, database: 'postgres', processes, keepsSessions: false }
}
