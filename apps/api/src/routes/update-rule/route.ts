import { problemSchema, rulePatchSchema, ruleSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'
import { ruleIdOf, ruleParams } from '../rule-id.ts'

export const updateRule: Route = (api) => {
  const schema = {
    summary: 'Change a rule',
    description: 'What is left out stays as it is.',
    params: ruleParams,
    body: rulePatchSchema,
    response: { 200: ruleSchema, 404: problemSchema, 409: problemSchema, 422: problemSchema },
  }
  api.put('/rules/:id', { schema }, async (request) =>
    request.project.ruleBook.update(ruleIdOf(request.params), request.body, {
      actor: request.actor,
      action: 'rule_update',
    }),
  )
}
