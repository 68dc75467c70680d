import { checkCostSchema, problemSchema } from '@agentsentry/contract'
import { z } from 'zod'
import type { Route } from '../../api.ts'

const dayMs = 24 * 60 * 60 * 1000

export const listCheckCosts: Route = (api) => {
  const schema = {
    summary: 'What checks by the judge have cost, by day',
    description: 'Days (UTC) that had checks, oldest first, today among them.',
    querystring: z.object({ days: z.coerce.number().int().min(1).max(400).default(30) }),
    response: { 200: z.array(checkCostSchema), 422: problemSchema },
  }
  api.get('/checks/costs', { schema }, async ({ query, project: { store } }) =>
    store.checkCosts(new Date(Date.now() - (query.days - 1) * dayMs).toISOString().slice(0, 10)),
  )
}
