import { type RuleExample, ruleTestLimits, ruleTestsSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { addExample } from './add-example.ts'

const step: RuleExample = { role: 'tool', content: { tool: 'shell', args: { command: 'rm -rf /' } } }

test('an example is added to those that are there, in a form that the API takes', () => {
  const added = addExample({ match: ['a'], pass: ['b'] }, 'match', step)
  expect(added).toEqual({ kind: 'added', tests: { match: ['a', step], pass: ['b'] } })
  expect(ruleTestsSchema.safeParse(added.kind === 'added' ? added.tests : null).success).toBe(true)
  expect(addExample(null, 'pass', 'x')).toEqual({ kind: 'added', tests: { match: [], pass: ['x'] } })
})

test('the same example is not added twice, whatever the order of its fields', () => {
  const turned: RuleExample = { content: { args: { command: 'rm -rf /' }, tool: 'shell' }, role: 'tool' }
  expect(addExample({ match: [step], pass: [] }, 'match', turned)).toEqual({ kind: 'present' })
})

test('an example cannot be both', () => {
  expect(addExample({ match: [step], pass: [] }, 'pass', step)).toMatchObject({ kind: 'refused' })
})

test('what is too long or too many is refused in words', () => {
  const long = addExample(null, 'match', { role: 'user', content: { text: 'x'.repeat(ruleTestLimits.length) } })
  expect(long.kind === 'refused' && long.why).toContain('Select the part that matters')
  const full = Array.from({ length: ruleTestLimits.examples }, (_, index) => String(index))
  expect(addExample({ match: full, pass: [] }, 'match', 'one more')).toMatchObject({ kind: 'refused' })
})
