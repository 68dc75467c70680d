import { attentionSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'

export const getAttention: Route = (api, { judge }) => {
  const schema = {
    summary: 'What waits for a person',
    response: { 200: attentionSchema },
  }
  api.get('/attention', { schema }, async ({ project: { store, ruleBook } }) => ({
    ...(await store.attention(Date.now())),
    rules_faulty: ruleBook.faults.map(({ rule, message }) => ({ rule, message })),
    no_rules: ruleBook.ruleSet.enabledCount === 0,
    judge,
  }))
}
