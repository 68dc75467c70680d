import { newSessionSchema, problemSchema, sessionSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const createSession: Route = (api, { ids }) => {
  const schema = {
    summary: 'Open a session',
    querystring: z.object({ title: newSessionSchema.shape.title }),
    body: newSessionSchema.nullish(),
    response: { 200: sessionSchema, 422: problemSchema },
  }
  api.post('/sessions', { schema }, async ({ query, body, project: { store, memories } }) => {
    const session = await store.createSession({ ...body, title: body?.title ?? query.title ?? null }, ids.next())
    memories.begin(session.id)
    return session
  })
}
