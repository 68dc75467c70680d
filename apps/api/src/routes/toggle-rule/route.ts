import { problemSchema, ruleSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { ruleIdOf, ruleParams } from '../rule-id.ts'

export const toggleRule: Route = (api) => {
  const schema = {
    summary: 'Switch a rule on or off',
    params: ruleParams,
    body: z.object({ enabled: z.boolean() }),
    response: { 200: ruleSchema, 404: problemSchema, 422: problemSchema },
  }
  api.patch('/rules/:id/toggle', { schema }, async ({ params, body, actor, project }) =>
    project.ruleBook.update(ruleIdOf(params), { enabled: body.enabled }, { actor, action: 'rule_toggle' }),
  )
}
