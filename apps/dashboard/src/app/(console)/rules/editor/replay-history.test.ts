import { newRuleSchema } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import type { EngineLink } from './engine-link.ts'
import type { Questions } from './engine-questions.ts'
import { type ReplayProgress, replayHistory } from './replay-history.ts'
import { RuleSets } from './rule-sets.ts'
import type { HistoryTrace } from './trace-actions.ts'
import { replayDraft } from './try-draft.ts'

const definition = newRuleSchema.parse({ name: 'draft', pattern: 'secret', decision: 'block' })
const sets = new RuleSets({ rules: [], editedId: null })

/** The engine itself, asked here and not in a worker. */
const engine = {
  ask: async (_kind: 'replay', { definition, traces }: Questions['replay']['ask']) => {
    return { kind: 'answer', answer: replayDraft(definition, traces, sets) }
  },
} as Pick<EngineLink, 'ask'>

const history: HistoryTrace[] = Array.from({ length: 130 }, (_each, index) => ({
  id: String(index),
  sessionId: 's',
  createdAt: '2026-01-01T00:00:00Z',
  phase: 'user',
  tool: null,
  content: index === 5 ? null : { text: index % 10 === 0 ? 'a secret' : 'nothing' },
}))

async function pageOf({ cursor, limit }: { cursor: string | null; limit: number }) {
  const from = Number(cursor ?? 0)
  const traces = history.slice(from, from + limit)
  const nextCursor = from + limit < history.length ? String(from + limit) : null
  return { ok: true as const, value: { traces, nextCursor } }
}

async function replay(most: number, { signal = new AbortController().signal, fetchPage = pageOf } = {}) {
  const progress: ReplayProgress[] = []
  const onProgress = (each: ReplayProgress) => progress.push(each)
  const end = await replayHistory({ engine, definition, most, fetchPage, onProgress, signal })
  return { end, progress, last: progress.at(-1) }
}

test('as many of the newest steps as are asked for are judged, and progress is told', async () => {
  const { end, progress, last } = await replay(120)
  expect(end).toEqual({ kind: 'done' })
  expect(last).toMatchObject({ judged: 119, skipped: 1 })
  expect(last?.matched.map(({ trace }) => Number(trace.id))).toEqual(Array.from({ length: 12 }, (_each, at) => at * 10))
  expect(progress.length).toBeGreaterThanOrEqual(12)
})

test('where there are fewer, all are', async () => {
  expect((await replay(500)).last).toMatchObject({ judged: 129, skipped: 1 })
})

describe('it ends early', () => {
  test('when it is cancelled, with what was found until then', async () => {
    const control = new AbortController()
    const fetchPage: typeof pageOf = (request) => {
      if (request.cursor !== null) control.abort()
      return pageOf(request)
    }
    const { end, last } = await replay(120, { signal: control.signal, fetchPage })
    expect(end).toEqual({ kind: 'cancelled' })
    expect(last).toMatchObject({ judged: 49, skipped: 1 })
  })

  test('when steps cannot be had, and says why', async () => {
    const refused = { ok: false as const, message: 'no', code: 'unreachable', errors: [] }
    const { end } = await replay(10, { fetchPage: (async () => refused) as never })
    expect(end).toEqual({ kind: 'failed', message: 'no' })
  })
})
