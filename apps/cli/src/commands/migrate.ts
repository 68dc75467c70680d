import { type MigrationStep, migrateDatabase } from '@agentsentry/adapters/migrate-database'
import { StoreUnusableError } from '@agentsentry/adapters/open-store'
import { ConfigError } from '@agentsentry/adapters/settings'
import { parseApiConfig } from '@agentsentry/api/config'
import { Command } from 'commander'
import { CommandFailure } from '../command-failure.ts'

export const migrate = new Command('migrate')
  .description('Bring the tables of the database up to date')
  .option('--dry-run', 'say what would be done, with every statement, and change nothing')
  .addHelpText(
    'after',
    `
It works on the database that DATABASE_URL names. Servers and workers do the same when they start; this does it before
them. All steps are one transaction: when one fails, or the process dies, nothing has changed.

With --dry-run every step is taken and rolled back. What would fail fails, and it takes as long and holds the same locks.

Exit code: 0 when the tables are up to date; with --dry-run 1 when there is something to do; 3 when it cannot be done.

Examples:
  $ agentsentry migrate --dry-run
  $ DATABASE_URL=postgres://agentsentry@db/agentsentry agentsentry migrate`,
  )
  .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
    const steps = await takeSteps(dryRun)
    console.log(formatSteps(steps, dryRun))
    if (dryRun && steps.length > 0) process.exitCode = 1
  })

async function takeSteps(rehearse: boolean): Promise<MigrationStep[]> {
  try {
    return await migrateDatabase(parseApiConfig(process.env).DATABASE_URL, { rehearse })
  } catch (error) {
    if (error instanceof ConfigError || error instanceof StoreUnusableError) throw new CommandFailure(error.message)
    throw error
  }
}

function formatSteps(steps: readonly MigrationStep[], dryRun: boolean): string {
  if (steps.length === 0) return 'the tables are up to date'
  if (!dryRun) return steps.map(({ name }) => `took step ${name}`).join('\n')
  return steps
    .map(({ name, statements }) => [`would take step ${name}:`, ...statements.map(formatStatement)].join('\n'))
    .join('\n')
}

function formatStatement(statement: string): string {
  return `  ${statement.replaceAll(/\s+/g, ' ').trim()};`
}
