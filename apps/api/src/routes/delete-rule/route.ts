import { problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { guarded, ruleIdOf, ruleParams } from '../guarded.ts'

export const deleteRule: Route = (api, { keyGuard }) => {
  const schema = {
    ...guarded,
    summary: 'Delete a rule',
    params: ruleParams,
    response: { ...guarded.response, 200: z.object({ ok: z.literal(true) }), 404: problemSchema },
  }
  api.delete('/rules/:id', { schema, onRequest: keyGuard.demandKey }, async ({ params, actor, project }) => {
    await project.ruleBook.remove(ruleIdOf(params), actor)
    return { ok: true as const }
  })
}
