import { problemSchema, ruleVersionSchema, SentryError } from '@agentsentry/contract'
import { ruleHistory } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { ruleIdOf, ruleParams } from '../rule-id.ts'

export const listRuleHistory: Route = (api) => {
  const schema = {
    summary: 'What a rule was over time, newest first',
    description: 'By its name, in the 1,000 newest rule sets; what did not change is told once.',
    params: ruleParams,
    response: { 200: z.array(ruleVersionSchema), 404: problemSchema },
  }
  api.get('/rules/:id/history', { schema }, async ({ params, project: { store, ruleBook } }) => {
    const id = ruleIdOf(params)
    const rule = ruleBook.rules.find((rule) => rule.id === id)
    if (rule === undefined) throw new SentryError('rule_unknown', `there is no rule ${id}`)
    return ruleHistory(store, rule.name)
  })
}
