import { placedTraceSchema, problemSchema, SentryError } from '@agentsentry/contract'
import { formatPlacedTrace } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const getTrace: Route = (api) => {
  const schema = {
    summary: 'A trace with its verdict, and its neighbours in the session',
    params: z.object({ id: z.string() }),
    response: { 200: placedTraceSchema, 404: problemSchema },
  }
  api.get('/traces/:id', { schema }, async ({ params: { id }, project: { store } }, reply) => {
    const trace = await store.trace(id)
    if (trace === null) throw new SentryError('trace_unknown', `there is no trace \`${id}\``)
    const json = formatPlacedTrace(trace, await store.neighbours(trace))
    return reply.type('application/json; charset=utf-8').send(json as never)
  })
}
