import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { checkRuleWithTests, runRuleTests } from './rule-tests.ts'

const ruleOf = (rule: Partial<NewRule>) => newRuleSchema.parse({ name: 'a', pattern: 'needle', ...rule })
const failuresOf = (rule: Partial<NewRule>) => runRuleTests(ruleOf(rule)).map(({ kind, index }) => `${kind}/${index}`)

test('a rule without tests has no failure', () => {
  expect(failuresOf({})).toEqual([])
})

test('what must match and does not fails, and so does what must not and does', () => {
  const match = ['a needle', 'a pin', 'needles']
  const pass = ['a needle', 'a pin']
  expect(failuresOf({ tests: { match, pass } })).toEqual(['match/1', 'pass/0'])
})

test('a failure shows the case, shortened', () => {
  const [failure] = runRuleTests(ruleOf({ tests: { pass: [`needle ${'straw '.repeat(100)}`] } }))
  expect(failure?.example).toMatch(/^needle straw .*…$/)
  expect(failure?.example.length).toBeLessThanOrEqual(80)
  expect(failure?.message).toBe(`the example \`${failure?.example}\` must pass, but matches with \`needle\``)
})

test('a rule that is disabled or in shadow is tried as if it were in force', () => {
  const tests = { match: ['a needle', 'a pin'] }
  expect(failuresOf({ tests, enabled: false })).toEqual(['match/1'])
  expect(failuresOf({ tests, mode: 'shadow' })).toEqual(['match/1'])
})

test('a trace that the rule does not look at passes, and does not match', () => {
  const trace = { role: 'user' as const, content: { text: 'needle' } }
  const [failure, ...more] = runRuleTests(ruleOf({ on: ['system'], tests: { match: [trace], pass: [trace] } }))
  expect(failure).toMatchObject({ kind: 'match', message: expect.stringContaining('does not look at it') })
  expect(more).toEqual([])
})

test('a match in another reading than the text as it stands says in which', () => {
  const [failure] = runRuleTests(ruleOf({ tests: { pass: ['a ｎｅｅｄｌｅ'] } }))
  expect(failure?.message).toContain('but matches with `needle`, read as `folded`')
})

test('an example that could not be tried fails, whatever it should have done', () => {
  const many = 'x '.repeat(201)
  const rule = ruleOf({ pattern: 'x', unless: [{ pattern: 'x' }], tests: { match: [many], pass: [many] } })
  expect(runRuleTests(rule).map(({ kind, index }) => `${kind}/${index}`)).toEqual(['match/0', 'pass/0'])
  for (const { message } of runRuleTests(rule))
    expect(message).toContain('could not be tried: it matched more than 200')
})

test('exceptions count', () => {
  const unless = [{ pattern: 'blunt needle' }]
  expect(failuresOf({ unless, tests: { match: ['needle', 'blunt needle'], pass: ['a blunt needle'] } })).toEqual([
    'match/1',
  ])
})

test('a rule that does not compile is refused for that, and its tests are not tried', () => {
  expect(checkRuleWithTests(ruleOf({ pattern: '(', tests: { match: ['x'] } }))).toMatchObject([{ field: 'pattern' }])
})

test('a failing test is a fault of the rule, in the field where it stands', () => {
  expect(checkRuleWithTests(ruleOf({ tests: { match: ['needle', 'pin'] } }))).toEqual([
    { rule: 'a', field: 'tests/match/1', code: 'test_failed', message: 'the example `pin` must match, but does not' },
  ])
})
