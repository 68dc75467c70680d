import { problemSchema, SentryError, sessionDetailSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const getSession: Route = (api) => {
  const schema = {
    summary: 'A session, with what was decided in it',
    params: z.object({ id: z.string() }),
    response: { 200: sessionDetailSchema, 404: problemSchema },
  }
  api.get('/sessions/:id', { schema }, async ({ params: { id }, project: { store } }) => {
    const session = await store.session(id)
    if (session === null) throw new SentryError('session_unknown', `there is no session \`${id}\``)
    return session
  })
}
