import { decisionSchema, listedSessionSchema, problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendPage } from '../../http/listing.ts'
import { timeOf, timeSchema } from '../time-query.ts'

const querySchema = z.object({
  ...pageQuery,
  q: z.string().max(200).optional().describe('Part of the title, whatever its case'),
  decision: decisionSchema.optional().describe('Sessions that hold a trace with this decision'),
  agent: z.string().max(200).optional(),
  tag: z.string().max(100).optional(),
  tool: z.string().max(200).optional().describe('Sessions that called this tool'),
  rule: z.string().max(200).optional().describe('Sessions in which this rule gave a reason, or would have'),
  quarantined: z.literal('true').optional().describe('Sessions in quarantine'),
  from: timeSchema.optional().describe('Created at or after'),
  to: timeSchema.optional().describe('Created before'),
})

export const listSessions: Route = (api) => {
  const schema = {
    summary: 'List sessions, newest first',
    querystring: querySchema,
    response: { 200: z.array(listedSessionSchema), 422: problemSchema },
  }
  api.get('/sessions', { schema }, async (request, reply) => {
    const { limit, cursor, from, to, quarantined, ...filter } = request.query
    const start = parseCursor(cursor)
    const rows = await request.project.store.sessions(
      { ...filter, ...(quarantined && { quarantined: true }), fromMs: timeOf(from), toMs: timeOf(to) },
      { limit: limit + 1, beforeId: start?.id ?? undefined, beforeMs: start?.id === null ? start.timeMs : undefined },
    )
    return sendPage(request, reply, rows, limit)
  })
}
