import { uuidIds } from '@agentsentry/adapters'
import type { RuleDefinition } from '@agentsentry/contract'
import { RuleBook, type Store } from '@agentsentry/pipeline'
import type { FastifyBaseLogger } from 'fastify'
import type { Api } from './api.ts'
import type { ApiConfig } from './config.ts'
import { KeyGuard } from './http/key-guard.ts'
import { openStore } from './open-store.ts'
import { buildServer } from './server.ts'

/** The API as it runs. */
export interface RunningApi {
  /** Where it listens, for example `http://127.0.0.1:8000`. */
  readonly url: string
  readonly store: Store
  readonly log: FastifyBaseLogger
  /** Takes no new requests, finishes those under way, and closes the store. */
  stop(): Promise<void>
}

/**
 * Opens the store, seeds it when it is new, and listens. Rejects, with nothing left open, with `StoreUnusableError` or with
 * the system's error when it cannot listen (`EADDRINUSE`).
 */
export async function startApi(config: ApiConfig, starterRules: readonly RuleDefinition[]): Promise<RunningApi> {
  const store = await openStore(config.DATABASE_URL)
  try {
    await store.seedRules(starterRules)
    const ruleBook = await RuleBook.open(store)
    const keyGuard = new KeyGuard(config.AGENTSENTRY_API_KEY)
    const server = await buildServer(
      { store, ruleBook, ids: uuidIds, keyGuard },
      { maxBodyBytes: config.AGENTSENTRY_MAX_BODY_BYTES, logger: { level: config.LOG_LEVEL } },
    )
    const url = await server.listen({ host: config.AGENTSENTRY_HOST, port: config.AGENTSENTRY_API_PORT })
    warnOfOpenDoors(server.log, keyGuard, ruleBook)
    const stop = async () => {
      await closeServer(server)
      await store.close()
    }
    return { url, store, log: server.log, stop }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A connection whose request was under way falls idle only when it is answered; it is closed then, and not waited for. */
async function closeServer(server: Api): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), 20)
  await server.close()
  clearInterval(sweep)
}

function warnOfOpenDoors(log: FastifyBaseLogger, keyGuard: KeyGuard, ruleBook: RuleBook): void {
  if (keyGuard.isOpen)
    log.warn('AGENTSENTRY_API_KEY is not set: development mode, whoever reaches the API may change rules')
  if (ruleBook.ruleSet.enabledCount === 0) log.warn('no rule is enabled: everything is allowed')
  for (const { rule, message } of ruleBook.faults) log.error({ rule }, `a rule cannot be evaluated: ${message}`)
}
