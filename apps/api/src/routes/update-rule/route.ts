import { problemSchema, rulePatchSchema, ruleSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'
import { guarded, ruleIdOf, ruleParams } from '../guarded.ts'

export const updateRule: Route = (api, { keyGuard }) => {
  const schema = {
    ...guarded,
    summary: 'Change a rule',
    description: 'What is left out stays as it is.',
    params: ruleParams,
    body: rulePatchSchema,
    response: { ...guarded.response, 200: ruleSchema, 404: problemSchema, 409: problemSchema, 422: problemSchema },
  }
  api.put('/rules/:id', { schema, onRequest: keyGuard.demandKey }, async (request) =>
    request.project.ruleBook.update(ruleIdOf(request.params), request.body, {
      actor: request.actor,
      action: 'rule_update',
    }),
  )
}
