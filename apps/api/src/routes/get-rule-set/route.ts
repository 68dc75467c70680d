import { problemSchema, ruleSetSchema, SentryError } from '@agentsentry/contract'
import type { Route } from '../../api.ts'
import { ruleSetNumberOf, ruleSetParams } from '../rule-set-number.ts'

export const getRuleSet: Route = (api) => {
  const schema = {
    summary: 'The rules of a rule set, as they judged',
    params: ruleSetParams,
    response: { 200: ruleSetSchema, 404: problemSchema },
  }
  api.get('/rule-sets/:number', { schema }, async ({ params, project: { store } }) => {
    const number = ruleSetNumberOf(params)
    const set = await store.ruleSetByNumber(number)
    if (set === null) throw new SentryError('rule_set_unknown', `there is no rule set ${number}`)
    const [before] = await store.ruleSets({ limit: 1, beforeNumber: number })
    return {
      number,
      hash: set.hash,
      created_at: new Date(set.createdAtMs).toISOString(),
      previous: before?.number ?? null,
      rules: [...set.rules],
    }
  })
}
