import { problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { ruleIdOf, ruleParams } from '../rule-id.ts'

export const deleteRule: Route = (api) => {
  const schema = {
    summary: 'Delete a rule',
    params: ruleParams,
    response: { 200: z.object({ ok: z.literal(true) }), 404: problemSchema },
  }
  api.delete('/rules/:id', { schema }, async ({ params, actor, project }) => {
    await project.ruleBook.remove(ruleIdOf(params), actor)
    return { ok: true as const }
  })
}
