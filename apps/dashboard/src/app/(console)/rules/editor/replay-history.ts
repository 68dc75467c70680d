import type { RuleDefinition } from '@agentsentry/contract'
import type { ActionResult } from '../../../../action-result.ts'
import type { EngineLink } from './engine-link.ts'
import type { PastOutcome } from './engine-questions.ts'
import type { HistoryPage, HistoryTrace } from './trace-actions.ts'

export interface Replayed {
  readonly trace: HistoryTrace
  readonly outcome: PastOutcome
}

export interface ReplayProgress {
  readonly judged: number
  /** Steps that were too long to be judged here. */
  readonly skipped: number
  /** Those that the rule matches, newest first. */
  readonly matched: readonly Replayed[]
}

export type ReplayEnd = { readonly kind: 'done' | 'cancelled' } | { readonly kind: 'failed'; readonly message: string }

const pageSize = 50
/** What the worker judges at a time; one that takes too long costs only those. */
const batchSize = 10

export interface ReplayRequest {
  readonly engine: Pick<EngineLink, 'ask'>
  readonly definition: RuleDefinition
  /** How many of the newest steps. */
  readonly most: number
  readonly fetchPage: (request: { cursor: string | null; limit: number }) => Promise<ActionResult<HistoryPage>>
  readonly onProgress: (progress: ReplayProgress) => void
  readonly signal: AbortSignal
}

/** Judges what agents have done lately by the rules as they would be, page by page, until all is judged or it is cancelled. */
export async function replayHistory(request: ReplayRequest): Promise<ReplayEnd> {
  let progress: ReplayProgress = { judged: 0, skipped: 0, matched: [] }
  let cursor: string | null = null
  do {
    const left = request.most - progress.judged - progress.skipped
    const page = await request.fetchPage({ cursor, limit: Math.min(pageSize, left) })
    if (request.signal.aborted) return { kind: 'cancelled' }
    if (!page.ok) return { kind: 'failed', message: page.message }
    for (let at = 0; at < page.value.traces.length; at += batchSize) {
      const outcome = await replayBatch(request, page.value.traces.slice(at, at + batchSize), progress)
      if (request.signal.aborted) return { kind: 'cancelled' }
      if (typeof outcome === 'string') return { kind: 'failed', message: outcome }
      progress = outcome
      request.onProgress(progress)
    }
    cursor = page.value.nextCursor
  } while (cursor !== null && progress.judged + progress.skipped < request.most)
  return { kind: 'done' }
}

/** The progress with this batch, or why it failed. */
async function replayBatch(
  { engine, definition }: ReplayRequest,
  batch: readonly HistoryTrace[],
  before: ReplayProgress,
): Promise<ReplayProgress | string> {
  const short = batch.flatMap(({ id, phase, content }) => (content === null ? [] : { id, phase, content }))
  const answered = await engine.ask('replay', { definition, traces: short })
  if (answered.kind === 'failed') return answered.message
  if (answered.kind === 'superseded') return 'another preview took its place'
  if (answered.kind === 'stopped') {
    return `judging ${short.length} steps took more than ${answered.afterMs / 1_000} s and was ended; make the pattern more exact`
  }
  const traces = new Map(batch.map((trace) => [trace.id, trace]))
  const matched = answered.answer.flatMap((outcome) => {
    const trace = traces.get(outcome.id)
    return trace !== undefined && (outcome.reason !== null || outcome.before !== outcome.after)
      ? { trace, outcome }
      : []
  })
  return {
    judged: before.judged + short.length,
    skipped: before.skipped + batch.length - short.length,
    matched: [...before.matched, ...matched],
  }
}
