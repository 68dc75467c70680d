import { newRuleSchema, type Rule } from '@agentsentry/contract'
import { describe, expect, test } from 'vitest'
import { joinHits, readRuleQuery, ruleListHref, selectRules } from './rule-query.ts'

const at = '2026-01-01T00:00:00.000Z'
const rules: Rule[] = [
  { name: 'b', decision: 'block', pattern: 'Curl', severity: 'info' },
  { name: 'a', decision: 'warn', tags: ['CWE-78'], mode: 'shadow' },
  { name: 'c', decision: 'ask', enabled: false, rule_type: 'nlp', tools: ['bank.*'], severity: 'critical' },
].map((given, id) => ({ ...newRuleSchema.parse({ pattern: 'x', ...given }), id, created_at: at, updated_at: at }))
const hits = [
  { rule: 'a', hits_24h: 0, hits_30d: 4, last_hit_at: at, shadow_hits_24h: 9, shadow_hits_30d: 9 },
  { rule: 'b', hits_24h: 5, hits_30d: 5, last_hit_at: null, shadow_hits_24h: 0, shadow_hits_30d: 0 },
]

function names(address: string): string {
  const query = readRuleQuery(Object.fromEntries(new URLSearchParams(address)))
  return selectRules(joinHits(rules, hits), query)
    .map(({ rule }) => rule.name)
    .join('')
}

describe('the address says which rules are listed, and in which order', () => {
  test.each([
    ['', 'abc'],
    ['dir=desc', 'cba'],
    ['q=curl', 'b'],
    ['q=cwe', 'a'],
    ['q=bank', 'c'],
    ['type=nlp', 'c'],
    ['decision=ask', 'c'],
    ['state=on', 'ab'],
    ['state=off', 'c'],
    ['state=shadow', 'a'],
    ['sort=decision&dir=desc', 'bca'],
    ['sort=severity', 'bac'],
    ['sort=hits_24h&dir=desc', 'abc'],
    ['sort=last_hit&dir=desc', 'abc'],
    ['sort=constructor', 'abc'],
    ['type=nothing', ''],
  ])('%j: %s', (address, listed) => {
    expect(names(address)).toBe(listed)
  })
})

test('a link changes what it is for and keeps the rest, and the usual is not written', () => {
  const query = readRuleQuery({ q: 'a b', sort: 'hits_24h', dir: 'desc' })
  expect(ruleListHref(query, { sort: 'name', isDescending: false })).toBe('/rules?q=a+b')
  expect(ruleListHref(query, { q: undefined })).toBe('/rules?sort=hits_24h&dir=desc')
  expect(ruleListHref(readRuleQuery({}))).toBe('/rules')
})

test('a rule that nothing is known of has no hits; where hits are not known, none has', () => {
  expect(joinHits(rules, hits).find(({ rule }) => rule.name === 'c')?.hits).toMatchObject({
    hits_30d: 0,
    last_hit_at: null,
  })
  expect(joinHits(rules, null).map(({ hits }) => hits)).toEqual([null, null, null])
})
