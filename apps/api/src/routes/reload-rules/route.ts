import { z } from 'zod'
import type { Route } from '../../api.ts'

export const reloadRules: Route = (api) => {
  const schema = {
    summary: 'Read the rules from the store again',
    description: 'Changes over this API need no reload; this is for rules that came into the store by another way.',
    response: { 200: z.object({ ok: z.literal(true), count: z.number().int() }) },
  }
  api.post('/rules/reload', { schema }, async ({ actor, project }) => ({
    ok: true as const,
    count: await project.ruleBook.reload(actor),
  }))
}
