import type { TraceBatchAnswer } from '@agentsentry/contract'
import type { AgentSentryClient } from '../client.ts'
import { ApiError, UnavailableError } from '../errors.ts'
import type { Spool } from './disk/spool.ts'
import type { SettledTrace, WaitingTrace } from './trace-queue.ts'

export type BatchClient = Pick<AgentSentryClient, 'createSession' | 'sendTraces'>

/** What became of a batch: of each of its traces, and of the whole. */
export interface BatchOutcome {
  /** Null for a trace that is to be sent again. */
  readonly settled: readonly (SettledTrace | null)[]
  readonly answer: TraceBatchAnswer | null
  /** Why some are to be sent again. */
  readonly failure: unknown
  /** The batch was refused as a whole, for what it holds: a smaller one may pass. */
  readonly isTooLarge: boolean
}

const sendTimeoutMs = 30_000

/** Sends traces, of which nobody else is under way. Never rejects. */
export async function sendBatch(
  client: BatchClient,
  traces: readonly WaitingTrace[],
  spool: Spool | null,
): Promise<BatchOutcome> {
  const none = traces.map(() => null)
  try {
    const batch = []
    for (const trace of traces) batch.push(await written(client, trace, spool))
    const sent = batch.filter((item) => item !== null)
    const answer = await client.sendTraces(sent, { timeoutMs: sendTimeoutMs })
    let at = 0
    const settled = batch.map((item) => (item === null ? unreadable : settledOf(answer.results[at++])))
    const failed = settled.includes(null)
    return { settled, answer, failure: failed ? temporary(answer) : null, isTooLarge: false }
  } catch (error) {
    const isRefused = error instanceof ApiError && (error.status === 413 || error.status === 422)
    if (!isRefused) return { settled: none, answer: null, failure: error, isTooLarge: false }
    if (traces.length > 1) return { settled: none, answer: null, failure: null, isTooLarge: true }
    const { status, code, detail } = error
    return { settled: [{ kind: 'refused', status, code, detail }], answer: null, failure: null, isTooLarge: false }
  }
}

const unreadable: SettledTrace = {
  kind: 'refused',
  status: 0,
  code: 'unreadable',
  detail: 'what was written of the trace cannot be read any more',
}

async function written(client: BatchClient, trace: WaitingTrace, spool: Spool | null) {
  const content = await contentOf(trace, spool)
  if (content === null) return null
  const session_id = await trace.session.create(client)
  // A folder that cannot be written to any more keeps nothing from being sent.
  if (trace.place !== null) await spool?.announce(trace.session).catch(() => {})
  return { session_id, role: trace.role, content, idempotency_key: trace.key, local: trace.local }
}

async function contentOf({ contentJson, place }: WaitingTrace, spool: Spool | null) {
  if (contentJson !== null) return JSON.parse(contentJson) as Record<string, unknown>
  const line = spool === null || place === null ? null : await spool.read(place)
  return line?.kind === 'trace' ? line.content : null
}

function settledOf(result: TraceBatchAnswer['results'][number] | undefined): SettledTrace | null {
  if (result === undefined) return null
  if ('error' in result) {
    const { status, code, detail } = result.error
    return status >= 500 || status === 429 ? null : { kind: 'refused', status, code, detail }
  }
  const { id, decision, reasons = [], masked = 0, payload = null } = result
  return { kind: 'recorded', id, decision, reasons, masked, payload }
}

function temporary({ results }: TraceBatchAnswer): unknown {
  for (const result of results) {
    if ('error' in result && (result.error.status >= 500 || result.error.status === 429))
      return new UnavailableError('server_failed', result.error.detail, { status: result.error.status })
  }
  return null
}
