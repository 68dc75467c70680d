import { problemSchema, traceSchema } from '@agentsentry/contract'
import { formatTrace } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendPage } from '../../http/listing.ts'

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
    const dated = rows.map((trace) => ({ id: trace.id, created_at: new Date(trace.createdAtMs).toISOString(), trace }))
    const page = sendPage(request, reply, dated, limit)
    // Content goes out as the text that was recorded, so it is joined here and not serialised again.
    const json = `[${page.map(({ trace }) => formatTrace(trace, 'content')).join(',')}]`
    return reply.type('application/json; charset=utf-8').send(json as never)
  })
}
