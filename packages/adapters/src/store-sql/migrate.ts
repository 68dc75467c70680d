import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { initial } from './migrations/0001-initial.ts'
import { shadow } from './migrations/0002-shadow.ts'
import { production } from './migrations/0003-production.ts'
import { tallies } from './migrations/0004-tallies.ts'
import { turns } from './migrations/0005-turns.ts'
import { NewerSchemaError } from './newer-schema-error.ts'
import type { Schema } from './schema.ts'

/** Every step of the schema, in order. A step that was released is never changed; a new one goes behind it. */
const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-shadow': shadow,
  '0003-production': production,
  '0004-tallies': tallies,
  '0005-turns': turns,
}

const newestStep = Object.keys(migrations).at(-1) as string

/** The database was written by an older version, or holds nothing of AgentSentry. */
class OlderSchemaError extends Error {
  constructor() {
    super(
      'the database is from an older version of AgentSentry, or not one of its own; a server that starts migrates it',
    )
    this.name = 'OlderSchemaError'
  }
}

export interface MigrateOptions {
  /** Up to this one, instead of the newest. */
  readonly step?: string
  /** Told of each step before it is taken. */
  readonly onStep?: (name: string) => void
}

/**
 * Brings the schema up to date, in one transaction: when it fails, or the process dies, nothing has changed. Returns the
 * names of the steps that were taken.
 */
export async function migrateToLatest(db: Kysely<Schema>, options: MigrateOptions = {}): Promise<string[]> {
  refuseUnknownSteps(await stepsTaken(db))
  // Of two processes that start on one new database the later finds its tables made under its hands; asked again, it
  // finds nothing left to do.
  const first = await migrate(db, options)
  const { error, results } = first.error === undefined ? first : await migrate(db, options)
  if (error !== undefined) throw error
  return (results ?? []).map((result) => result.migrationName)
}

/** Takes the steps that are missing and takes them back: whatever would fail fails here. Returns their names. */
export async function rehearseMigration(db: Kysely<Schema>, options: MigrateOptions = {}): Promise<string[]> {
  refuseUnknownSteps(await stepsTaken(db))
  const steps: string[] = []
  await db
    .transaction()
    .execute(async (transaction) => {
      const { error, results } = await migrate(transaction, options)
      if (error !== undefined) throw error
      steps.push(...(results ?? []).map((result) => result.migrationName))
      throw new Rehearsed()
    })
    .catch((error: unknown) => {
      if (!(error instanceof Rehearsed)) throw error
    })
  return steps
}

/** Rolls the transaction back. */
class Rehearsed extends Error {}

async function migrate(db: Kysely<Schema>, { step = newestStep, onStep }: MigrateOptions) {
  let failure: unknown
  const told = Object.entries(migrations).map(([name, { up }]): [string, Migration] => [
    name,
    {
      up: async (db) => {
        onStep?.(name)
        await up(db).catch((error: unknown) => {
          // What Postgres says afterwards is only that the transaction has failed.
          failure = error
          throw error
        })
      },
    },
  ])
  const migrator = new Migrator({ db, provider: { getMigrations: async () => Object.fromEntries(told) } })
  const { error, results } = await migrator.migrateTo(step)
  return { error: failure ?? error, results }
}

/** Throws unless the schema is the one that this version makes. Changes nothing. */
export async function requireCurrentSchema(db: Kysely<Schema>): Promise<void> {
  const taken = await stepsTaken(db)
  refuseUnknownSteps(taken)
  if (!taken.includes(newestStep)) throw new OlderSchemaError()
}

/** Whether a step is missing. Throws `NewerSchemaError` when there is one too many. */
export async function isBehind(db: Kysely<Schema>): Promise<boolean> {
  const taken = await stepsTaken(db)
  refuseUnknownSteps(taken)
  return !taken.includes(newestStep)
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
