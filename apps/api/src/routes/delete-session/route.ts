import { problemSchema, SentryError } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const deleteSession: Route = (api) => {
  const schema = {
    summary: 'Delete a session and its traces',
    params: z.object({ id: z.string() }),
    response: { 200: z.object({ id: z.string(), deleted: z.literal(true) }), 404: problemSchema },
  }
  api.delete('/sessions/:id', { schema }, async (request) => {
    const { id } = request.params
    const deleted = await request.project.store.deleteSession(id, {
      actor: request.actor,
      action: 'session_delete',
      targetType: 'session',
      targetId: id,
      details: {},
    })
    if (!deleted) throw new SentryError('session_unknown', `there is no session \`${id}\``)
    return { id, deleted: true as const }
  })
}
