import type { OpenProject } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'

const readinessSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  store: z.object({ status: z.enum(['ok', 'unavailable']) }),
  queue: z.object({
    status: z.enum(['ok', 'unavailable']),
    waiting: z.number().int().nullable().describe('Checks that wait for a judge, counted up to 100,000'),
    dead: z.number().int().nullable().describe('Checks that were given up, and can be retried'),
  }),
  rule_set: z.object({
    status: z
      .enum(['ok', 'degraded'])
      .describe('`degraded`: a stored rule cannot be evaluated; its decision is always taken'),
    number: z.number().int(),
    hash: z.string(),
    enabled: z.number().int(),
    notes: z.array(z.string()),
  }),
})

export const readyz: Route = (api, { store }) => {
  const schema = { summary: 'Can it do its work', response: { 200: readinessSchema, 503: readinessSchema } }
  api.get('/readyz', { schema }, async (request, reply) => {
    const depth = await store.outbox.depth().catch((error: unknown) => {
      request.log.error({ err: error }, 'the store does not answer')
      return null
    })
    const status = depth === null ? ('unavailable' as const) : ('ok' as const)
    reply.code(status === 'ok' ? 200 : 503)
    return {
      status,
      store: { status },
      queue: { status, waiting: depth?.waiting ?? null, dead: depth?.dead ?? null },
      rule_set: describeRuleSet(request.project),
    }
  })
}

function describeRuleSet({ ruleBook: { ruleSet, faults } }: OpenProject) {
  const notes = faults.map(({ rule, message }) => `the rule \`${rule}\` cannot be evaluated: ${message}`)
  if (ruleSet.enabledCount === 0) notes.push('no rule is enabled: everything is allowed')
  const status = faults.length === 0 ? ('ok' as const) : ('degraded' as const)
  return { status, number: ruleSet.number, hash: ruleSet.hash, enabled: ruleSet.enabledCount, notes }
}
