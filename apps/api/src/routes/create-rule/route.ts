import { newRuleSchema, problemSchema, ruleSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'

export const createRule: Route = (api) => {
  const schema = {
    summary: 'Add a rule',
    description: 'It is in force for the very next trace.',
    body: newRuleSchema,
    response: { 200: ruleSchema, 409: problemSchema, 422: problemSchema },
  }
  api.post('/rules', { schema }, async (request) => request.project.ruleBook.create(request.body, request.actor))
}
