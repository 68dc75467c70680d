import { newSessionSchema, problemSchema, sessionSchema } from '@agentsentry/contract'
import { maskSession } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const createSession: Route = (api, { ids, evaluator }) => {
  const schema = {
    summary: 'Open a session',
    querystring: z.object({ title: newSessionSchema.shape.title }),
    body: newSessionSchema.nullish(),
    response: { 200: sessionSchema, 422: problemSchema },
  }
  api.post('/sessions', { schema }, async ({ query, body, project: { store, memories, ruleBook } }) => {
    const asked = { ...body, title: body?.title ?? query.title ?? null }
    const storable = await maskSession(asked, { evaluator, ruleSet: ruleBook.ruleSet })
    const session = await store.createSession(storable, ids.next())
    memories.begin(session.id)
    return session
  })
}
