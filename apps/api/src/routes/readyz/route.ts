import { inTime } from '@agentsentry/adapters'
import { defaultProjectId, type OpenProject, type OutboxDepth, type Store } from '@agentsentry/pipeline'
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
    number: z.number().int().optional(),
    hash: z.string().optional(),
    enabled: z.number().int().optional(),
    notes: z.array(z.string()).optional(),
  }),
})

const description =
  'Where every other route demands a key, figures and what is told of rules are left out for whoever may not read them.'

/** Whoever asks waits no longer for the store than this, in milliseconds. */
const patienceMs = 1_000

export const readyz: Route = (api, { store, keyGuard }) => {
  const lookAt = storeLook(store)
  let isFailing = false
  const schema = {
    summary: 'Can it do its work',
    description,
    response: { 200: readinessSchema, 503: readinessSchema },
  }
  api.get('/readyz', { schema }, async (request, reply) => {
    const depth = await inTime(lookAt(), patienceMs, 'the store').catch((error: unknown) => {
      // Told once, and not again before it answered: anybody may ask this as often as they like.
      if (!isFailing) request.log.error({ err: error }, 'the store does not answer')
      return null
    })
    isFailing = depth === null
    const status = depth === null ? ('unavailable' as const) : ('ok' as const)
    reply.code(status === 'ok' ? 200 : 503)
    const maySee = keyGuard.maySee(request)
    // The queue holds the checks of all projects.
    const shown = maySee && request.project.id === defaultProjectId ? depth : null
    return {
      status,
      store: { status },
      queue: { status, waiting: shown?.waiting ?? null, dead: shown?.dead ?? null },
      rule_set: { status: ruleSetStatus(request.project), ...(maySee ? describeRuleSet(request.project) : {}) },
    }
  })
}

/** One look at a time: a store that hangs must not gather them. */
function storeLook({ outbox }: Store): () => Promise<OutboxDepth> {
  let looking: Promise<OutboxDepth> | null = null
  return () => {
    looking ??= outbox.depth().finally(() => {
      looking = null
    })
    return looking
  }
}

function ruleSetStatus({ ruleBook: { faults } }: OpenProject) {
  return faults.length === 0 ? ('ok' as const) : ('degraded' as const)
}

function describeRuleSet({ ruleBook: { ruleSet, faults } }: OpenProject) {
  const notes = faults.map(({ rule, message }) => `the rule \`${rule}\` cannot be evaluated: ${message}`)
  if (ruleSet.enabledCount === 0) notes.push('no rule is enabled: everything is allowed')
  return { number: ruleSet.number, hash: ruleSet.hash, enabled: ruleSet.enabledCount, notes }
}
