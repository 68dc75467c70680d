import { problemSchema, SentryError, sessionDetailSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const releaseSession: Route = (api) => {
  const schema = {
    summary: 'Lift the quarantine of a session',
    description: 'Its next tool call is judged by the rules again. What was blocked stays blocked.',
    params: z.object({ id: z.string() }),
    response: { 200: sessionDetailSchema, 404: problemSchema, 409: problemSchema },
  }
  api.post('/sessions/:id/release', { schema }, async ({ params: { id }, actor, project }) => {
    const released = await project.store.releaseSession(id, actor)
    const session = await project.store.session(id)
    if (released === null || session === null) throw new SentryError('session_unknown', `there is no session \`${id}\``)
    if (released === 'not-quarantined')
      throw new SentryError('session_not_quarantined', `the session \`${id}\` is not in quarantine`)
    return session
  })
}
