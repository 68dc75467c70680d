import { type ApiConfig, ConfigError, parseApiConfig, StoreUnusableError, startApi } from '@agentsentry/api'
import { startWorker } from '@agentsentry/worker'
import { Command } from 'commander'
import { CommandFailure } from '../command-failure.ts'
import { readStarterRules } from '../read-rules.ts'

export const up = new Command('up').description('Serve the API with a worker, until interrupted').action(async () => {
  try {
    await serve(parseApiConfig(process.env))
  } catch (error) {
    console.error(`agentsentry: ${explainFailure(error)}`)
    process.exitCode = 1
  }
})

async function serve(config: ApiConfig): Promise<void> {
  const api = await startApi(config, await readStarterRules())
  const worker = startWorker(api.store.housekeeping, api.log)
  // Listened for before it is announced: whoever waits for the announcement may send the signal at once.
  const interruption = interrupted()
  console.log(`AgentSentry is ready: API ${api.url}  docs ${api.url}/docs`)
  await interruption
  await worker.stop()
  await api.stop()
}

/**
 * Resolves at the first SIGINT or SIGTERM. Ctrl-C may arrive more than once, from the terminal and from whoever started
 * this process, so only one that comes a second later means impatience and ends the process at once.
 */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let firstMs: number | null = null
    const onSignal = () => {
      if (firstMs !== null && Date.now() - firstMs > 1_000) process.exit(130)
      firstMs ??= Date.now()
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal)
  })
}

/** One line for a person; for what was not foreseen, the stack. */
function explainFailure(error: unknown): string {
  const isPlain = [ConfigError, StoreUnusableError, CommandFailure].some((kind) => error instanceof kind)
  if (isPlain) return (error as Error).message
  const { code, message, stack, syscall } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return `the port is in use (${message}); set AGENTSENTRY_API_PORT to another`
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `cannot listen (${message}); see AGENTSENTRY_HOST and AGENTSENTRY_API_PORT`
  }
  return stack ?? String(error)
}
