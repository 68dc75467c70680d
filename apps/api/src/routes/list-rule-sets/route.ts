import { problemSchema, ruleSetSummarySchema } from '@agentsentry/contract'
import { summariseRuleSet } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { numberOf, pageQuery, parseCursor } from '../../http/cursor.ts'
import { sendPage } from '../../http/listing.ts'

export const listRuleSets: Route = (api) => {
  const schema = {
    summary: 'List the rule sets that were in force, newest first',
    description: 'Every change of the rules makes one. Each tells what it changed.',
    querystring: z.object(pageQuery),
    response: { 200: z.array(ruleSetSummarySchema), 422: problemSchema },
  }
  api.get('/rule-sets', { schema }, async (request, reply) => {
    const { limit, cursor } = request.query
    const start = parseCursor(cursor)
    const sets = await request.project.store.ruleSets({
      // One more shows that there is more, and is what the last of the page is compared with.
      limit: limit + 1,
      beforeNumber: start?.id ? numberOf(start.id) : undefined,
      beforeMs: start?.id === null ? start.timeMs : undefined,
    })
    const rows = sets.map((set, at) => {
      const summary = summariseRuleSet(set, sets[at + 1] ?? null)
      return { id: set.number, created_at: summary.created_at, summary }
    })
    return sendPage(request, reply, rows, limit).map(({ summary }) => summary)
  })
}
