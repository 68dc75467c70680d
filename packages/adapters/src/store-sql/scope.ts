import type { Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** Where a query looks: a connection or transaction, and the project whose rows it may see. */
export interface Scope {
  readonly db: Kysely<Schema>
  readonly projectId: string
}

/** Runs the work as one transaction: all of it is written, or nothing. */
export function inTransaction<Result>(scope: Scope, work: (scope: Scope) => Promise<Result>): Promise<Result> {
  return scope.db.transaction().execute((transaction) => work({ ...scope, db: transaction }))
}
