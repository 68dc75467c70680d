import { hasJudge } from '@agentsentry/adapters/settings'
import { AuditSealer, CheckpointSigner, sealContinually } from '@agentsentry/pipeline'
import { type CheckWorker, startCheckWorker } from './check-worker.ts'
import { startDeliveryWorker } from './delivery-worker.ts'
import { Housekeeper } from './housekeeper.ts'
import { systemClock } from './system-clock.ts'
import { Tallier } from './tallier.ts'
import type { WorkerParts } from './worker-parts.ts'

export interface RunningWorker {
  /** The checks' own part; null where no judge is set up. */
  readonly checks: CheckWorker | null
  /** Claims nothing more, gives back what is claimed, and resolves when nothing is under way. The store stays open. */
  stop(): Promise<void>
}

/** Starts the work that may happen after the answer: checks, deliveries, sealing, counting, housekeeping. */
export function startWorker(parts: WorkerParts): RunningWorker {
  const { store, config, log } = parts
  const checks = hasJudge(config) ? startCheckWorker(parts) : null
  if (checks === null) log.info({}, 'no judge is set up (OPENROUTER_API_KEY): traces are judged by rules alone')
  const deliveries = startDeliveryWorker(parts)
  const housekeeper = new Housekeeper(store.housekeeping, log, { retentionDays: config.AGENTSENTRY_RETENTION_DAYS })
  const tallier = new Tallier(store.tallies, log)
  const stopSealing = startSealing(parts)
  return {
    checks,
    stop: async () => {
      await Promise.all([checks?.stop(), deliveries?.stop(), housekeeper.stop(), tallier.stop(), stopSealing()])
    },
  }
}

function startSealing({ store: { seals }, config, log }: WorkerParts): () => Promise<void> {
  const key = config.AGENTSENTRY_AUDIT_KEY
  const signer = key === '' ? null : new CheckpointSigner(key)
  return sealContinually(new AuditSealer({ seals, clock: systemClock, signer }), {
    onFailure: (error) => log.error({ err: error }, 'the audit log cannot be sealed; its entries wait'),
  })
}
