import { setTimeout as wait } from 'node:timers/promises'
import type { Store } from '@agentsentry/pipeline'
import { isPostgresUrl } from './database-url.ts'
import { type OpenStoreOptions, openStore, StoreUnusableError } from './open-store.ts'

export interface AwaitStoreOptions extends OpenStoreOptions {
  /** For how long a server that is not there yet is waited for. */
  readonly waitMs: number
  /** Told once, with the reason, when there is something to wait for. */
  readonly onWait: (reason: string) => void
  readonly betweenTriesMs?: number
}

/**
 * Opens the store as `openStore` does. A database server that is only starting, as where everything is started at once, is
 * waited for; one that refuses what it is asked, such as a wrong password, is not.
 */
export async function awaitStore(databaseUrl: string, options: AwaitStoreOptions): Promise<Store> {
  const { waitMs, onWait, betweenTriesMs = 250, ...openOptions } = options
  const endMs = performance.now() + waitMs
  let isTold = false
  for (;;) {
    try {
      return await openStore(databaseUrl, openOptions)
    } catch (error) {
      const isEarly = isPostgresUrl(databaseUrl) && error instanceof StoreUnusableError && isNotThereYet(error)
      if (!isEarly || performance.now() + betweenTriesMs >= endMs) throw error
      if (!isTold) onWait(error.message)
      isTold = true
      await wait(betweenTriesMs)
    }
  }
}

/** Nobody answers under the name or at the port, or the server says that it is starting, stopping, or full. */
const passing = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  '53300',
  '57P01',
  '57P02',
  '57P03',
])

/** How the driver calls a connection that broke or was not made in time; these have no code. */
const brokenConnection = /^(Connection terminated|timeout exceeded|timeout expired|Query read timeout)/

function isNotThereYet(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { readonly code?: unknown }
  if ((typeof code === 'string' && passing.has(code)) || brokenConnection.test(error.message)) return true
  return isNotThereYet(error instanceof AggregateError ? error.errors[0] : error.cause)
}
