import {
  type ClaimedDelivery,
  type Clock,
  type Deliveries,
  type Meters,
  type Notifier,
  NotifyFailure,
} from '../ports.ts'
import { type RetryPolicy, retryDelayMs } from '../retry-delay.ts'

export interface NotifyPorts {
  readonly deliveries: Deliveries
  readonly notifier: Notifier
  readonly clock: Clock
  readonly meters: Meters
  readonly random: () => number
  readonly retries: RetryPolicy
  readonly mostAttempts: number
}

/** Tells somebody outside of one incident; what fails is told again later, under the same id, or given up. */
export async function notify(delivery: ClaimedDelivery, ports: NotifyPorts, signal: AbortSignal): Promise<void> {
  const { deliveries, notifier, clock, meters } = ports
  const startedMs = clock.nowMs()
  const finished = (outcome: 'delivered' | 'postponed' | 'dead') =>
    meters.deliveryFinished({ kind: delivery.kind, outcome, latencyMs: clock.nowMs() - startedMs })
  try {
    await notifier.notify(delivery, signal)
    await deliveries.finishDelivery(delivery)
    finished('delivered')
  } catch (error) {
    if (!(error instanceof NotifyFailure)) throw error
    finished(await leaveUndelivered(delivery, error, { ports, signal }))
  }
}

async function leaveUndelivered(
  delivery: ClaimedDelivery,
  { cause, retryable, retryAfterMs }: NotifyFailure,
  { ports, signal }: { readonly ports: NotifyPorts; readonly signal: AbortSignal },
): Promise<'postponed' | 'dead'> {
  const { deliveries, clock, retries, mostAttempts, random } = ports
  const attempts = delivery.attempts + 1
  const nowMs = clock.nowMs()
  if (signal.aborted) {
    await deliveries.postponeDelivery(delivery, { dueAtMs: nowMs, cause: null })
    return 'postponed'
  }
  if (!retryable || attempts >= mostAttempts) {
    await deliveries.buryDelivery(delivery, cause)
    return 'dead'
  }
  const delayMs = Math.max(retryAfterMs ?? 0, retryDelayMs(attempts, retries, random()))
  await deliveries.postponeDelivery(delivery, { dueAtMs: nowMs + delayMs, cause })
  return 'postponed'
}
