import { SentryError } from '@agentsentry/contract'
import { z } from 'zod'

export const ruleParams = z.object({ id: z.string().describe('Number of the rule') })

/** What is not a number cannot name a rule. */
export function ruleIdOf({ id }: z.infer<typeof ruleParams>): number {
  if (!/^\d{1,15}$/.test(id)) throw new SentryError('rule_unknown', `there is no rule \`${id}\``)
  return Number(id)
}
