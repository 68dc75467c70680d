import { parseRules } from '@agentsentry/engine'
import { expect, test } from 'vitest'
import { Coverage } from './coverage.ts'

test('a branch that runs for the first time is new, in a function that ran before too', () => {
  const coverage = new Coverage()
  parseRules('- {name: a, pattern: b}')
  expect(coverage.takeNew().some((block) => block.startsWith('rules-document.ts '))).toBe(true)
  parseRules('- {name: a, pattern: b}')
  coverage.takeNew()
  parseRules('- {name: b, pattern: c}')
  expect(coverage.takeNew()).toEqual([])
  parseRules('- {name: a, pattern: b}\n- {name: a, pattern: c}')
  expect(coverage.takeNew()).not.toEqual([])
})
