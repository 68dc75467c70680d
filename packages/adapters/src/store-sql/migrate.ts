import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { initial } from './migrations/0001-initial.ts'
import { shadow } from './migrations/0002-shadow.ts'
import { production } from './migrations/0003-production.ts'
import type { Schema } from './schema.ts'

/** Every step of the schema, in order. A step that was released is never changed; a new one goes behind it. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-shadow': shadow,
  '0003-production': production,
}

const newestStep = Object.keys(migrations).at(-1) as string

/** The database was written by a newer version: this one does not know what its tables mean. */
export class NewerSchemaError extends Error {
  constructor(unknownStep: string) {
    super(`the database is from a newer version of AgentSentry (it knows the migration \`${unknownStep}\`)`)
    this.name = 'NewerSchemaError'
  }
}

/** The database was written by an older version, or holds nothing of AgentSentry. */
class OlderSchemaError extends Error {
  constructor() {
    super(
      'the database is from an older version of AgentSentry, or not one of its own; a server that starts migrates it',
    )
    this.name = 'OlderSchemaError'
  }
}

/** Brings the schema up to this step, the newest unless told otherwise. Returns the names of the steps that were taken. */
export async function migrateToLatest(db: Kysely<Schema>, step = newestStep): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  await refuseNewerSchema(db)
  // Of two processes that start on one new database the later finds its tables made under its hands; asked again, it
  // finds nothing left to do.
  const first = await migrator.migrateTo(step)
  const { error, results } = first.error === undefined ? first : await migrator.migrateTo(step)
  if (error !== undefined) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** Throws unless the schema is the one that this version makes. Changes nothing. */
export async function requireCurrentSchema(db: Kysely<Schema>): Promise<void> {
  const taken = await stepsTaken(db)
  refuseUnknownSteps(taken)
  if (!taken.includes(newestStep)) throw new OlderSchemaError()
}

async function refuseNewerSchema(db: Kysely<Schema>): Promise<void> {
  refuseUnknownSteps(await stepsTaken(db))
}

async function stepsTaken(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'kysely_migration')) return []
  const taken = await (db as unknown as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute()
  return taken.map(({ name }) => name)
}

/** Throws `NewerSchemaError` when a step was taken that this version does not know. */
export function refuseUnknownSteps(taken: readonly string[]): void {
  const unknown = taken.find((name) => !Object.hasOwn(migrations, name))
  if (unknown !== undefined) throw new NewerSchemaError(unknown)
}
