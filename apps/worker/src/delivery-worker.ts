import { WebhookNotifier } from '@agentsentry/adapters'
import { type ClaimedDelivery, type NotifyPorts, notify } from '@agentsentry/pipeline'
import { ClaimLoop } from './claim-loop.ts'
import { systemClock } from './system-clock.ts'
import type { WorkerParts } from './worker-parts.ts'

type DeliveryWorkerParts = Pick<WorkerParts, 'store' | 'config' | 'meters' | 'log'>

const concurrency = 4
/** Longer than any attempt: the notifier gives up by itself before. */
const leaseMs = 20_000

/** Tells the webhook what waits to be told; null where there is none. */
export function startDeliveryWorker({
  store,
  config,
  meters,
  log,
}: DeliveryWorkerParts): ClaimLoop<ClaimedDelivery> | null {
  const { AGENTSENTRY_WEBHOOK_URL: url, AGENTSENTRY_WEBHOOK_SECRET: secrets } = config
  if (url === null) return null
  const deliveries = store.outbox
  const ports: NotifyPorts = {
    deliveries,
    notifier: new WebhookNotifier({ url, secrets, allow: config.AGENTSENTRY_WEBHOOK_ALLOW }),
    clock: systemClock,
    meters,
    random: Math.random,
    retries: { firstMs: 2_000, longestMs: 60 * 60_000 },
    // With the waits doubled up to an hour, a receiver may be away for some eight hours.
    mostAttempts: 20,
  }
  return new ClaimLoop({
    room: (underWay) => concurrency - underWay,
    claim: (limit) => deliveries.claimDeliveries({ limit, leaseMs, nowMs: systemClock.nowMs() }),
    work: (delivery, signal) => notify(delivery, ports, signal),
    onFailure: (error) => log.error({ err: error }, 'deliveries cannot be made at the moment; they wait'),
    onRecovery: () => log.info({}, 'deliveries are made again'),
  })
}
