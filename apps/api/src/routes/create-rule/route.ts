import { newRuleSchema, problemSchema, ruleSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'
import { guarded } from '../guarded.ts'

export const createRule: Route = (api, { keyGuard }) => {
  const schema = {
    ...guarded,
    summary: 'Add a rule',
    description: 'It is in force for the very next trace.',
    body: newRuleSchema,
    response: { ...guarded.response, 200: ruleSchema, 409: problemSchema, 422: problemSchema },
  }
  api.post('/rules', { schema, onRequest: keyGuard.demandKey }, async (request) =>
    request.project.ruleBook.create(request.body, request.actor),
  )
}
