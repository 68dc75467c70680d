import { ruleHitsSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const listRuleHits: Route = (api) => {
  const schema = {
    summary: 'In how many traces each rule gave a reason',
    description: 'Rules that are stored, and those that had a hit in 30 days; most hits first.',
    response: { 200: z.array(ruleHitsSchema) },
  }
  api.get('/rules/hits', { schema }, async ({ project: { store, ruleBook } }) =>
    store.ruleHits(
      ruleBook.rules.map(({ name }) => name),
      Date.now(),
    ),
  )
}
