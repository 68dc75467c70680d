import { problemSchema, traceSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendTraces } from '../../http/listing.ts'

const querySchema = z.object({
  ...pageQuery,
  order: z.enum(['asc', 'desc']).default('desc').describe('`asc` for a timeline'),
})

export const listSessionTraces: Route = (api) => {
  const schema = {
    summary: 'List the traces of a session, newest first',
    params: z.object({ id: z.string() }),
    querystring: querySchema,
    response: { 200: z.array(traceSchema), 422: problemSchema },
  }
  api.get('/sessions/:id/traces', { schema }, async (request, reply) => {
    const { limit, cursor, order } = request.query
    const start = parseCursor(cursor)
    const rows = await request.project.store.traces(request.params.id, {
      order,
      limit: limit + 1,
      [order === 'asc' ? 'afterId' : 'beforeId']: start?.id ?? undefined,
      beforeMs: start?.id === null ? start.timeMs : undefined,
    })
    return sendTraces(request, reply, rows, limit)
  })
}
