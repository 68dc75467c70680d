import { decisionSchema, phaseSchema, problemSchema, traceSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendTraces } from '../../http/listing.ts'
import { timeOf, timeSchema } from '../time-query.ts'

const querySchema = z.object({
  ...pageQuery,
  session_id: z.string().max(200).optional(),
  decision: decisionSchema.optional(),
  phase: phaseSchema.optional(),
  tool: z.string().max(200).optional().describe('Name of the tool'),
  rule: z.string().max(200).optional().describe('A rule of this name gave a reason, or would have'),
  from: timeSchema.optional().describe('Recorded at or after'),
  to: timeSchema.optional().describe('Recorded before'),
})

export const listTraces: Route = (api) => {
  const schema = {
    summary: 'List traces of all sessions, newest first',
    querystring: querySchema,
    response: { 200: z.array(traceSchema), 422: problemSchema },
  }
  api.get('/traces', { schema }, async (request, reply) => {
    const { limit, cursor, session_id: sessionId, from, to, ...filter } = request.query
    const start = parseCursor(cursor)
    const rows = await request.project.store.recentTraces(
      { ...filter, sessionId, fromMs: timeOf(from), toMs: timeOf(to) },
      { limit: limit + 1, beforeId: start?.id ?? undefined, beforeMs: start?.id === null ? start.timeMs : undefined },
    )
    return sendTraces(request, reply, rows, limit)
  })
}
