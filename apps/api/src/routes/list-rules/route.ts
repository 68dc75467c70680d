import { ruleSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

export const listRules: Route = (api) => {
  const schema = { summary: 'List all rules', response: { 200: z.array(ruleSchema) } }
  api.get('/rules', { schema }, async ({ project }) => [...project.ruleBook.rules])
}
