import { checkSchema, checkStateSchema, problemSchema } from '@agentsentry/contract'
import { formatCheck } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendPage } from '../../http/listing.ts'

export const listChecks: Route = (api) => {
  const schema = {
    summary: 'List checks by the judge, newest first',
    description: '`state=dead` lists those that were given up: `POST /checks/{id}/retry` asks again.',
    querystring: z.object({ ...pageQuery, state: checkStateSchema.optional() }),
    response: { 200: z.array(checkSchema), 422: problemSchema },
  }
  api.get('/checks', { schema }, async (request, reply) => {
    const { limit, cursor, state } = request.query
    const start = parseCursor(cursor)
    const page = {
      limit: limit + 1,
      beforeId: start?.id ?? undefined,
      beforeMs: start?.id === null ? start.timeMs : undefined,
    }
    const checks = await request.project.store.checks({ state }, page)
    return sendPage(request, reply, checks.map(formatCheck), limit)
  })
}
