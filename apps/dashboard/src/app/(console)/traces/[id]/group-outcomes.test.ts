import type { ExplainedRule } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { groupOutcomes } from './group-outcomes.ts'

const rule = (name: string, outcome: ExplainedRule['outcome']): ExplainedRule => ({
  rule: name,
  type: 'regex',
  mode: 'enforce',
  decision: 'warn',
  outcome,
  why: null,
  reason: null,
})

test('what matched comes first, then what failed; the silent are kept apart', () => {
  const rules = [
    rule('a', 'out_of_scope'),
    rule('b', 'excepted'),
    rule('c', 'not_evaluated'),
    rule('d', 'matched'),
    rule('e', 'no_match'),
  ]
  const { telling, silent } = groupOutcomes(rules)
  expect(telling.map((each) => each.rule)).toEqual(['d', 'c', 'b'])
  expect(silent.map(({ outcome, rules: members }) => [outcome, members.length])).toEqual([
    ['no_match', 1],
    ['out_of_scope', 1],
  ])
})
