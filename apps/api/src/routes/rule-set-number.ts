import { SentryError } from '@agentsentry/contract'
import { z } from 'zod'

export const ruleSetParams = z.object({ number: z.string().describe('Number of the rule set') })

/** What is not a number cannot be that of a rule set. */
export function ruleSetNumberOf({ number }: z.infer<typeof ruleSetParams>): number {
  if (!/^\d{1,9}$/.test(number)) throw new SentryError('rule_set_unknown', `there is no rule set \`${number}\``)
  return Number(number)
}
