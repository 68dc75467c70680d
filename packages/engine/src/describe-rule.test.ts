import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { describeRule } from './describe-rule.ts'

const describe = (rule: Partial<NewRule>) => describeRule(newRuleSchema.parse({ name: 'a', pattern: 'x', ...rule }))

test('a rule is described by what runs it and by the literals that are looked for', () => {
  expect(describe({ pattern: '(?i)drop table' })).toEqual({
    executor: 'v8',
    literals: ['drop table'],
    alphabet: 'letters',
    costly: false,
    why: null,
  })
  expect(describe({ pattern: '\\d{3}-\\d{2}-\\d{4}' })).toMatchObject({ literals: ['000-00-0000'], alphabet: 'shapes' })
  expect(describe({ pattern: 'secret word|password', rule_type: 'nlp' })).toMatchObject({
    executor: 'phrases',
    literals: ['secret', 'password'],
    alphabet: 'letters',
    why: null,
  })
})

test('a run of letters and digits is told in words', () => {
  expect(describe({ pattern: '[a-z0-9]{20,}' })).toMatchObject({
    literals: ['20 letters or digits'],
    alphabet: 'runs',
    costly: false,
  })
})

test('a literal that is looked for in two places is told once', () => {
  expect(describe({ pattern: 'x*(?:!secret|\\?secret)' }).literals).toEqual([
    ...new Set(describe({ pattern: 'x*(?:!secret|\\?secret)' }).literals),
  ])
})

test('a rule that runs on every text is costly and says why', () => {
  const { costly, why, literals, alphabet } = describe({ pattern: '[a-z]+' })
  expect({ costly, literals, alphabet }).toEqual({ costly: true, literals: [], alphabet: null })
  expect(why).toContain('runs on every text')
})

test('a rule that is left to RE2 says why', () => {
  expect(describe({ pattern: '(a+)+secret' })).toMatchObject({ executor: 're2js', costly: false })
  expect(describe({ pattern: '(a+)+secret' }).why).toContain('backtracking')
})

test('a rule that does not compile is costly, and tells its fault', () => {
  const { executor, costly, why, literals, alphabet } = describe({ pattern: 'x(?=y)' })
  expect({ executor, costly, literals, alphabet }).toEqual({
    executor: 're2js',
    costly: true,
    literals: [],
    alphabet: null,
  })
  expect(why).toContain('look-ahead')
})
