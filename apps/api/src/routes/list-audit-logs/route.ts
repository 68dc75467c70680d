import { auditEntrySchema, problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { numberOf, pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendPage } from '../../http/listing.ts'

const querySchema = z.object({
  ...pageQuery,
  action: z.string().max(100).optional(),
  target_type: z.string().max(100).optional(),
})

export const listAuditLogs: Route = (api) => {
  const schema = {
    summary: 'List the audit log, newest first',
    querystring: querySchema,
    response: { 200: z.array(auditEntrySchema), 422: problemSchema },
  }
  api.get('/audit/logs', { schema }, async (request, reply) => {
    const { limit, cursor, action, target_type: targetType } = request.query
    const start = parseCursor(cursor)
    const beforeId = start?.id ? numberOf(start.id) : undefined
    const beforeMs = start?.id === null ? start.timeMs : undefined
    const rows = await request.project.store.auditLogs({ action, targetType }, { limit: limit + 1, beforeId, beforeMs })
    return sendPage(request, reply, rows, limit)
  })
}
