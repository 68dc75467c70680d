import { problemSchema, retriedChecksSchema, retryChecksSchema } from '@agentsentry/contract'
import type { Route } from '../../api.ts'

export const retryChecks: Route = (api) => {
  const schema = {
    summary: 'Ask the judge again about all traces whose check was given up',
    description: 'The oldest 1,000 at most: fewer retried means that none is left.',
    body: retryChecksSchema,
    response: { 200: retriedChecksSchema, 422: problemSchema },
  }
  api.post('/checks/retry', { schema }, async ({ actor, project: { store } }) => ({
    retried: await store.retryDeadChecks(actor, Date.now()),
  }))
}
