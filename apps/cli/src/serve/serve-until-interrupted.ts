import { StoreUnusableError } from '@agentsentry/adapters/open-store'
import { ConfigError } from '@agentsentry/adapters/settings'
import { CommandFailure } from '../command-failure.ts'

export interface Serving {
  /** The line that says that it is ready, and where. */
  readonly announcement: string
  stop(): Promise<void>
}

/** Begins, says so, and stops at the first SIGINT or SIGTERM. What goes wrong is told in one line, with exit code 1. */
export async function serveUntilInterrupted(begin: () => Promise<Serving>): Promise<void> {
  try {
    const { announcement, stop } = await begin()
    // Listened for before it is announced: whoever waits for the announcement may send the signal at once.
    const interruption = interrupted()
    console.log(announcement)
    await interruption
    await stop()
  } catch (error) {
    console.error(`agentsentry: ${explainFailure(error)}`)
    process.exitCode = 1
  }
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
  if (code === 'EADDRINUSE')
    return `the port is in use (${message}); set AGENTSENTRY_API_PORT, or AGENTSENTRY_WORKER_PORT, to another`
  if (syscall === 'listen' || syscall === 'getaddrinfo') {
    return `cannot listen (${message}); see AGENTSENTRY_HOST and AGENTSENTRY_API_PORT`
  }
  return stack ?? String(error)
}
