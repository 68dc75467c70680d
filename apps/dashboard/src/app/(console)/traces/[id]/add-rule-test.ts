'use server'

import { type Rule, type RuleExample, ruleTestLimits } from '@agentsentry/contract'
import { z } from 'zod'
import { act, refusal } from '#server/act.ts'
import type { ActionResult } from '../../../../action-result.ts'
import { addExample } from './add-example.ts'

const wishSchema = z.object({
  traceId: z.string().min(1).max(200),
  ruleId: z.number().int(),
  side: z.enum(['match', 'pass']),
  /** In place of the whole step. */
  text: z.string().min(1).max(ruleTestLimits.length).nullable(),
})
export type TestWish = z.infer<typeof wishSchema>

/**
 * Adds a step, or a text out of it, to the examples of a rule. The API tries all examples of the rule before it stores them, and
 * refuses where one fails.
 */
export async function addRuleTest(wish: TestWish): Promise<ActionResult<{ rule: string; isNew: boolean }>> {
  const parsed = wishSchema.safeParse(wish)
  if (!parsed.success) return refusal('input_invalid', 'Choose a rule, and what it must do.')
  const { traceId, ruleId, side, text } = parsed.data
  const found = await act('admin', async (client) => {
    const [rules, trace] = await Promise.all([client.rules(), client.trace(traceId)])
    const example: RuleExample = text ?? { role: trace.role, content: trace.content }
    return { rule: rules.find(({ id }) => id === ruleId) ?? null, example }
  })
  if (!found.ok) return found
  const { rule, example } = found.value
  if (rule === null) return refusal('rule_unknown', 'The rule is not there any more.')
  const added = addExample(rule.tests, side, example)
  if (added.kind === 'refused') return refusal('input_invalid', added.why)
  if (added.kind === 'present') return { ok: true, value: { rule: rule.name, isNew: false } }
  const stored = await act<Rule>('admin', (client) => client.updateRule(ruleId, { tests: added.tests }))
  if (stored.ok) return { ok: true, value: { rule: stored.value.name, isNew: true } }
  return { ...stored, message: [stored.message, ...stored.errors.map(({ message }) => message)].join(' ') }
}
