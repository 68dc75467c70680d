import { problemSchema, SentryError, traceSchema } from '@agentsentry/contract'
import { formatTrace } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const getTrace: Route = (api) => {
  const schema = {
    summary: 'A trace with its verdict',
    params: z.object({ id: z.string() }),
    response: { 200: traceSchema, 404: problemSchema },
  }
  api.get('/traces/:id', { schema }, async ({ params: { id }, project: { store } }, reply) => {
    const trace = await store.trace(id)
    if (trace === null) throw new SentryError('trace_unknown', `there is no trace \`${id}\``)
    return reply.type('application/json; charset=utf-8').send(formatTrace(trace, 'content') as never)
  })
}
