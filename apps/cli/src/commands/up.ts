import { readFileSync } from 'node:fs'
import { NewerSchemaError } from '@agentsentry/adapters'
import { type ApiConfig, ConfigError, parseApiConfig, startApi } from '@agentsentry/api'
import { parseRules } from '@agentsentry/engine'
import { startWorker } from '@agentsentry/worker'
import { Command } from 'commander'

export const up = new Command('up').description('Serve the API with a worker, until interrupted').action(async () => {
  try {
    await serve(parseApiConfig(process.env))
  } catch (error) {
    console.error(`agentsentry: ${explainFailure(error)}`)
    process.exitCode = 1
  }
})

async function serve(config: ApiConfig): Promise<void> {
  const api = await startApi(config, readStarterRules())
  const worker = startWorker(api.store, api.log)
  console.log(`AgentSentry is ready: API ${api.url}  docs ${api.url}/docs`)
  await interrupted()
  await worker.stop()
  await api.stop()
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

function readStarterRules() {
  const file = new URL('../../../../rules/starter.yaml', import.meta.url)
  const { rules, faults } = parseRules(readFileSync(file, 'utf8'))
  if (faults.length > 0) throw new Error(`the starter pack is broken: ${JSON.stringify(faults)}`)
  return rules
}

/** One line for a person; for what was not foreseen, the stack. */
function explainFailure(error: unknown): string {
  if (error instanceof ConfigError || error instanceof NewerSchemaError) return error.message
  const { code, message, stack } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `the port is in use (${message}); set AGENTSENTRY_API_PORT to another`
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES')
    return `cannot listen: ${message}; see AGENTSENTRY_HOST and AGENTSENTRY_API_PORT`
  if (code?.startsWith('SQLITE_') || code === 'EEXIST' || code === 'ENOTDIR' || code === 'EROFS') {
    return `the database cannot be opened (${message}); see DATABASE_URL`
  }
  return stack ?? String(error)
}
