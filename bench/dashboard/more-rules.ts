import { newRuleSchema, type RuleDefinition } from '@agentsentry/contract'
import { definitionsOf, rulePack } from '../engine/packs/rule-pack.ts'

/** What somebody adds to the starter pack: rules that traces of every day meet, some in shadow, and many that few meet. */
export function moreRules(): RuleDefinition[] {
  const met = [
    { name: 'money_is_asked_for', pattern: '"?amount"?: [1-9][0-9]\\.', decision: 'ask', tools: ['send_money'] },
    { name: 'mail_to_outside', pattern: '@example\\.org', decision: 'warn', tools: ['send_email'] },
    { name: 'deletes_old_logs', pattern: '-mtime \\+7 -delete', decision: 'block', severity: 'critical' },
    { name: 'refunds', pattern: '(?i)refund balance', decision: 'block', mode: 'shadow' },
    { name: 'answers_that_name_customers', pattern: '(?i)customer (payment|number)', decision: 'redact' },
    { name: 'schema_is_read', pattern: '(?i)database table', decision: 'warn', mode: 'shadow' },
  ].map((rule) => newRuleSchema.parse({ description: 'What a person should look at when it was met.', ...rule }))
  return [...met, ...definitionsOf(rulePack(60)).map((rule) => ({ ...rule, mode: 'shadow' as const }))]
}
