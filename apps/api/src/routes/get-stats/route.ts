import { problemSchema, SentryError, statsSchema } from '@agentsentry/contract'
import { statsRange } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { timeOf, timeSchema } from '../time-query.ts'

const dayMs = 24 * 60 * 60 * 1000

const querySchema = z.object({
  from: timeSchema.optional().describe('Default: 24 hours before `to`'),
  to: timeSchema.optional().describe('Default: now'),
  buckets: z.coerce.number().int().min(1).max(200).default(100).describe('Steps at most; their length is a round one'),
})

export const getStats: Route = (api) => {
  const schema = {
    summary: 'What happened, in figures',
    description:
      'Whole steps that cover the time asked for. A worker counts traces a minute or two after they came in; until then ' +
      'they are counted as they are, up to 20,000. What is longer ago than three days comes in hours at least. Figures ' +
      'stay when traces and sessions are deleted.',
    querystring: querySchema,
    response: { 200: statsSchema, 422: problemSchema },
  }
  api.get('/stats', { schema }, async ({ query, project: { store } }) => {
    const nowMs = Date.now()
    const toMs = timeOf(query.to) ?? nowMs
    const fromMs = timeOf(query.from) ?? toMs - dayMs
    if (fromMs >= toMs)
      throw new SentryError('request_invalid', '`from` must be before `to`', {
        issues: [{ path: '?from', message: 'must be before `to`' }],
      })
    return store.stats(statsRange({ fromMs, toMs, nowMs }, query.buckets))
  })
}
