import { type Housekeeping, idempotencyWindowMs } from '@agentsentry/pipeline'

/** What the worker tells whoever runs it. */
export interface WorkerLog {
  info(details: object, message: string): void
  error(details: object, message: string): void
}

export interface RunningWorker {
  /** Resolves when the work under way has ended; no more is begun. */
  stop(): Promise<void>
}

/**
 * Starts the work that may happen after the answer. So far that is housekeeping, at once and then every `intervalMs`.
 * Traces that wait for a judge stay in the outbox.
 */
export function startWorker(store: Housekeeping, log: WorkerLog, intervalMs = 60_000): RunningWorker {
  let underWay = keepHouse(store, log)
  const timer = setInterval(() => {
    underWay = underWay.then(() => keepHouse(store, log))
  }, intervalMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await underWay
    },
  }
}

/** One round. A fault is told and tried again in the next. */
async function keepHouse(store: Housekeeping, log: WorkerLog): Promise<void> {
  try {
    const expired = await store.expireIdempotencyKeys(Date.now() - idempotencyWindowMs)
    if (expired > 0) log.info({ expired }, 'forgot idempotency keys that were older than 24 hours')
  } catch (error) {
    log.error({ err: error }, 'housekeeping failed; it is tried again')
  }
}
