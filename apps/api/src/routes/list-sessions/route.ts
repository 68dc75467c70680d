import { decisionSchema, problemSchema, sessionSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendPage } from '../../http/listing.ts'

const timeSchema = z.iso.datetime({ offset: true })

const querySchema = z.object({
  ...pageQuery,
  q: z.string().max(200).optional().describe('Part of the title, whatever its case'),
  decision: decisionSchema.optional().describe('Sessions that hold a trace with this decision'),
  agent: z.string().max(200).optional(),
  tag: z.string().max(100).optional(),
  from: timeSchema.optional().describe('Created at or after'),
  to: timeSchema.optional().describe('Created before'),
})

export const listSessions: Route = (api) => {
  const schema = {
    summary: 'List sessions, newest first',
    querystring: querySchema,
    response: { 200: z.array(sessionSchema), 422: problemSchema },
  }
  api.get('/sessions', { schema }, async (request, reply) => {
    const { limit, cursor, from, to, ...filter } = request.query
    const start = parseCursor(cursor)
    const rows = await request.project.store.sessions(
      { ...filter, fromMs: timeOf(from), toMs: timeOf(to) },
      { limit: limit + 1, beforeId: start?.id ?? undefined, beforeMs: start?.id === null ? start.timeMs : undefined },
    )
    return sendPage(request, reply, rows, limit)
  })
}

function timeOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}
