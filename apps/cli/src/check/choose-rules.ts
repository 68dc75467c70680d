import { existsSync } from 'node:fs'
import { NewerSchemaError } from '@agentsentry/adapters/open-store'
import { ConfigError, isPostgresUrl, sqlitePathOf } from '@agentsentry/adapters/settings'
import { parseApiConfig } from '@agentsentry/api/config'
import type { RuleDefinition } from '@agentsentry/contract'
import { CommandFailure } from '../command-failure.ts'
import { readRules, readStarterRules } from '../read-rules.ts'

/** Rules to judge by. `note` tells where they are from when nobody named them. */
export interface ChosenRules {
  readonly rules: readonly RuleDefinition[]
  readonly note: string | null
}

/**
 * The rules of a document when one is named; else those of the store that `DATABASE_URL` names, as they are now; else,
 * where there is no store yet, those that a new one would begin with. Throws `CommandFailure`.
 */
export async function chooseRules(file: string | undefined): Promise<ChosenRules> {
  if (file !== undefined) return { rules: await readRules(file), note: null }
  const url = databaseUrl()
  if (isPostgresUrl(url)) return choosePostgresRules(url)
  const path = sqlitePathOf(url)
  if (existsSync(path)) return { rules: await readStore(path), note: null }
  const note = `there is no store at \`${path}\`; the rules are those of the starter pack`
  return { rules: await readStarterRules(), note }
}

/** The address is not told: it may hold a password. */
async function choosePostgresRules(url: string): Promise<ChosenRules> {
  const { readPostgresRules } = await import('@agentsentry/adapters/store-postgres')
  const rules = await readPostgresRules(url).catch((error: unknown) => {
    if (error instanceof NewerSchemaError) throw new CommandFailure(error.message)
    throw new CommandFailure(`the database cannot be read: ${reasonOf(error)}; see DATABASE_URL`)
  })
  if (rules !== null) return { rules, note: null }
  const note = 'the database holds no store yet; the rules are those of the starter pack'
  return { rules: await readStarterRules(), note }
}

/** Several addresses of one host fail as one error without a message. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError ? reasonOf(error.errors[0]) : (error as Error).message
}

function databaseUrl(): string {
  try {
    return parseApiConfig(process.env).DATABASE_URL
  } catch (error) {
    throw error instanceof ConfigError ? new CommandFailure(error.message) : error
  }
}

async function readStore(path: string): Promise<RuleDefinition[]> {
  const { readStoredRules } = await import('@agentsentry/adapters/store-sqlite')
  try {
    return readStoredRules(path)
  } catch (error) {
    if (error instanceof NewerSchemaError) throw new CommandFailure(error.message)
    throw new CommandFailure(`the store at \`${path}\` cannot be read: ${(error as Error).message}; see DATABASE_URL`)
  }
}
