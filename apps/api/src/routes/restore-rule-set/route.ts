import { problemSchema, restoreOutcomeSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'
import { ruleSetNumberOf, ruleSetParams } from '../rule-set-number.ts'

export const restoreRuleSet: Route = (api) => {
  const schema = {
    summary: 'Make the rules those of an earlier rule set again',
    description:
      'Rules are matched by name: those that the set does not hold are deleted. All of it, or nothing; in force for the ' +
      'very next trace, under a number of its own.',
    params: ruleSetParams,
    response: { 200: restoreOutcomeSchema, 404: problemSchema },
  }
  api.post('/rule-sets/:number/restore', { schema }, async ({ params, actor, project }) =>
    project.ruleBook.restore(ruleSetNumberOf(params), actor),
  )
}
