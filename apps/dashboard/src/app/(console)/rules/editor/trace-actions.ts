'use server'

import type { decisionSchema, phaseSchema, Trace } from '@agentsentry/contract'
import { z } from 'zod'
import { act, refusal } from '#server/act.ts'
import type { ActionResult } from '../../../../action-result.ts'
import type { PastTrace } from './engine-questions.ts'
import { visibleJson } from './visible-json.ts'

/** A recorded step with what is needed to judge it anew. `content` is null where it is too long to be tried in a browser. */
export interface HistoryTrace extends Omit<PastTrace, 'content'> {
  readonly sessionId: string
  readonly createdAt: string
  readonly tool: string | null
  readonly content: PastTrace['content'] | null
}

export interface HistoryPage {
  readonly traces: readonly HistoryTrace[]
  readonly nextCursor: string | null
}

const longestContent = 64 * 1_024
const requestSchema = z.object({
  cursor: z.string().max(500).nullable(),
  limit: z.number().int().min(1).max(100),
})

/** One page of the newest steps of all sessions. */
export async function historyPage(request: {
  cursor: string | null
  limit: number
}): Promise<ActionResult<HistoryPage>> {
  const input = requestSchema.safeParse(request)
  if (!input.success) return refusal('input_invalid', 'This is not what the page sends.')
  const result = await act('read', (client) => client.recentTraces(input.data))
  if (!result.ok) return result
  const { items, nextCursor } = result.value
  return { ok: true, value: { traces: items.map(historyTrace), nextCursor } }
}

function historyTrace({ id, session_id, phase, content, created_at }: Trace): HistoryTrace {
  const tool = Object.hasOwn(content, 'tool') && typeof content.tool === 'string' ? content.tool : null
  const isShort = JSON.stringify(content).length <= longestContent
  return { id, phase, tool, sessionId: session_id, createdAt: created_at, content: isShort ? content : null }
}

/** What a list of steps to choose from shows. */
export interface TraceChoice {
  readonly id: string
  readonly phase: z.infer<typeof phaseSchema>
  readonly decision: z.infer<typeof decisionSchema>
  readonly tool: string | null
  readonly createdAt: string
  readonly preview: string
  /** Content as JSON; null where it is too long to be shown whole in a text field. */
  readonly json: string | null
}

/** The newest steps, to take one of them for trying a rule. */
export async function recentChoices(): Promise<ActionResult<readonly TraceChoice[]>> {
  const result = await act('read', (client) => client.recentTraces({ limit: 30 }))
  return result.ok ? { ok: true, value: result.value.items.map(traceChoice) } : result
}

function traceChoice(trace: Trace): TraceChoice {
  const { id, phase, tool, createdAt, content } = historyTrace(trace)
  const shown = tool === null ? trace.content : withoutTool(trace.content)
  const text = Object.hasOwn(shown, 'text') && typeof shown.text === 'string' ? shown.text : JSON.stringify(shown)
  return {
    ...{ id, phase, tool, createdAt },
    decision: trace.decision,
    preview: text.slice(0, 160),
    json: content === null ? null : visibleJson(content),
  }
}

function withoutTool({ tool: _tool, ...others }: Trace['content']): Trace['content'] {
  return others
}
