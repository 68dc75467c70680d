import { type Decision, decisionStrength, type Phase, type Reason } from '@agentsentry/contract'
import { type AgentSentryClient, ApiError, UnavailableError } from '@agentsentry/sdk'
import type { RecordedSession } from './recorded-session.ts'
import { type Step, wavesOf } from './waves.ts'

/** A trace that was sent, and its verdict; null when there was none. */
export interface SentStep {
  readonly index: number
  readonly phase: Phase
  readonly decision: string | null
  /** What rules in shadow would have decided. */
  readonly shadow: readonly Reason[]
}

export interface ReplayError {
  /** HTTP status, or a word where there was none: `connection_failed`, `timed_out`, `malformed_line`, … */
  readonly status: string
  readonly message: string
}

/** What came of replaying one session. */
export interface SessionOutcome {
  readonly session: RecordedSession
  /** In the order of sending; within a wave, in the order of the line. */
  readonly steps: readonly SentStep[]
  /** How many traces the server holds of it afterwards; null when it did not say. */
  readonly recordedCount: number | null
  readonly errors: readonly ReplayError[]
}

type Client = Pick<AgentSentryClient, 'createSession' | 'sendTrace' | 'session'>

/**
 * Sends one session as a live agent would, and asks afterwards what was recorded. A trace that is refused is an error
 * and the next one is sent; without any answer the rest of the session is given up. Never rejects for the server's sake.
 */
export async function replaySession(
  client: Client,
  session: RecordedSession,
  { stopOnBlock }: { readonly stopOnBlock: boolean },
): Promise<SessionOutcome> {
  const steps: SentStep[] = []
  const errors: ReplayError[] = []
  const send = async (sessionId: string, { index, phase, role, content }: Step): Promise<SentStep> => {
    try {
      const { decision, shadow = [] } = await client.sendTrace({ session_id: sessionId, role, content })
      return { index, phase, decision, shadow }
    } catch (error) {
      errors.push(toReplayError(error, `${session.id}, trace ${index}`))
      return { index, phase, decision: null, shadow: [] }
    }
  }
  try {
    const { id } = await client.createSession({
      title: session.id,
      agent: session.source,
      tags: [session.label],
      metadata: session.meta,
    })
    for (const wave of wavesOf(session)) {
      const sent = await Promise.all(wave.map((step) => send(id, step)))
      steps.push(...sent)
      if (errors.some(({ status }) => !/^\d/.test(status))) break
      if (stopOnBlock && sent.some((step) => isAtLeast('block', step))) break
    }
    const { traces } = await client.session(id)
    return { session, steps, recordedCount: traces, errors }
  } catch (error) {
    return { session, steps, recordedCount: null, errors: [...errors, toReplayError(error, session.id)] }
  }
}

/** A decision that this version does not know is at least anything; no decision is at least nothing. */
export function isAtLeast(least: Decision, { decision }: SentStep): boolean {
  return decision !== null && decisionStrength(decision) >= decisionStrength(least)
}

/** Throws what does not come from the server. */
function toReplayError(error: unknown, place: string): ReplayError {
  if (error instanceof ApiError) return { status: String(error.status), message: `${place}: ${error.message}` }
  if (error instanceof UnavailableError) {
    return { status: String(error.status ?? error.code), message: `${place}: ${error.message}` }
  }
  throw error
}
