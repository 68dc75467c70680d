import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRules } from '@agentsentry/engine'
import { expect, test } from 'vitest'
import { root } from '../run-command.ts'
import { comparePack, compareWithRe2 } from './compare-with-re2.ts'

test.each([
  { rules: 1, packs: 400, seed: 11 },
  { rules: 60, packs: 8, seed: 12 },
  { rules: 300, packs: 3, seed: 13 },
])('$rules rules asked at once match what RE2 finds for each alone, at the same place', ({ rules, packs, seed }) => {
  const { compared, matched, differences } = compareWithRe2(seed, packs, rules)
  expect(differences.slice(0, 5)).toEqual([])
  expect(matched / compared).toBeGreaterThan(0.1)
})

test('the rules of the starter pack, asked at once of the texts of its cases, match what RE2 finds for each alone', () => {
  const { rules } = parseRules(readFileSync(join(root, 'rules/starter.yaml'), 'utf8'))
  const patterns = rules.filter(({ rule_type }) => rule_type === 'regex').map(({ pattern }) => pattern)
  const cases = readFileSync(join(root, 'rules/starter.cases.yaml'), 'utf8').split('\n')
  const texts = [...cases, cases.slice(0, 200).join('\n'), cases.slice(-100).join(' ')]
  const { matched, differences } = comparePack(patterns, texts)
  expect(differences.slice(0, 5)).toEqual([])
  expect(matched).toBeGreaterThan(50)
})
