import { type ClaimedCheck, type Clock, JudgeUnavailable, type Meters, type Outbox } from './ports.ts'
import { type RetryPolicy, retryDelayMs } from './retry-delay.ts'
import { type ElevatePorts, elevate } from './stages/elevate.ts'

export interface ElevateVerdictPorts extends ElevatePorts {
  readonly outbox: Outbox
  readonly clock: Clock
  readonly meters: Meters
  readonly random: () => number
  readonly retries: RetryPolicy
  /** How often a judge is asked about one trace before a person is needed. */
  readonly mostAttempts: number
  /** How many earlier traces of the session the judge sees. */
  readonly window: number
}

/**
 * Off the caller's path: asks a judge about a trace that was answered before, and applies what it says, once. Where there
 * is no opinion the decision stays and the check is tried again, given back, or given up: never taken for `allow`.
 *
 * Rejects with `store_unavailable`; the check is claimed again then when its lease has run out.
 */
export function elevateVerdict(claim: ClaimedCheck, ports: ElevateVerdictPorts, signal: AbortSignal): Promise<void> {
  const attributes = { 'agentsentry.trace.id': claim.traceId, 'agentsentry.check.attempt': claim.attempts + 1 }
  return ports.tracing.span('check', attributes, () => makeCheck(claim, ports, signal))
}

async function makeCheck(claim: ClaimedCheck, ports: ElevateVerdictPorts, signal: AbortSignal): Promise<void> {
  const { outbox, window } = ports
  const checked = await outbox.checkedTrace(claim, window)
  if (checked === null) {
    await outbox.buryCheck(claim, 'gone: the trace was deleted')
    return
  }
  try {
    const { result, elevation } = await elevate(claim, checked, { ports, signal })
    await outbox.applyCheck(claim, result, elevation)
    const outcome = elevation === null ? 'agreed' : 'raised'
    ports.meters.checkFinished({ ...result, outcome })
  } catch (error) {
    if (!(error instanceof JudgeUnavailable)) throw error
    await leaveUnavailable(claim, error, ports)
  }
}

/** The cause begins with its code, so that it can be counted and looked for. */
async function leaveUnavailable(
  claim: ClaimedCheck,
  error: JudgeUnavailable,
  { outbox, clock, meters, retries, mostAttempts, random }: ElevateVerdictPorts,
): Promise<void> {
  const cause = `${error.code}: ${error.message}`
  const nowMs = clock.nowMs()
  // Cancelled is whoever made the check, not the judge: it is given back.
  if (!error.asked || error.code === 'cancelled') {
    await outbox.postponeCheck(claim, { dueAtMs: nowMs + (error.retryAfterMs ?? 0), cause: null })
    return
  }
  meters.checkFinished({
    outcome: 'unavailable',
    cached: false,
    latencyMs: Number.NaN,
    costUsd: error.usage?.costUsd ?? null,
    promptTokens: error.usage?.promptTokens ?? null,
    completionTokens: error.usage?.completionTokens ?? null,
  })
  const attempts = claim.attempts + 1
  if (!error.retryable || attempts >= mostAttempts) {
    await outbox.buryCheck(claim, cause)
    return
  }
  const delayMs = Math.max(error.retryAfterMs ?? 0, retryDelayMs(attempts, retries, random()))
  await outbox.postponeCheck(claim, { dueAtMs: nowMs + delayMs, cause })
}
