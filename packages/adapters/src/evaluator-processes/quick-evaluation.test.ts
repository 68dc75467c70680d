import { newRuleSchema } from '@agentsentry/contract'
import { compileRuleSet, evaluate, type RuleSet } from '@agentsentry/engine'
import { expect, test } from 'vitest'
import { evaluateQuickly, type QuickClock } from './quick-evaluation.ts'

const names = ['first', 'second', 'third', 'fourth']
const definitions = names.map((name) => newRuleSchema.parse({ name, pattern: `${name} .` }))
const { ruleSet } = compileRuleSet(definitions, { number: 1, hash: 'x' })
const content = { text: 'first a second b third c fourth d' }
const facts = { phase: 'user' as const, content, contentJson: JSON.stringify(content) }
const verdict = evaluate(ruleSet, facts)

/** The rules on a clock of their own. `costMs` tells what a search takes that is the rule's `time`th, counted from 0. */
function timed(
  costMs: (rule: number, time: number) => number,
  of: RuleSet = ruleSet,
): {
  slow: RuleSet
  clock: QuickClock
  tried: number[]
} {
  let clockMs = 0
  const tried: number[] = []
  const rules = of.rules.map((rule) => ({
    ...rule,
    matcher: {
      ...rule.matcher,
      find: (...search: Parameters<typeof rule.matcher.find>) => {
        clockMs += costMs(rule.index, tried.filter((index) => index === rule.index).length)
        tried.push(rule.index)
        return rule.matcher.find(...search)
      },
    },
  }))
  return { slow: { ...of, rules }, clock: working(() => clockMs), tried }
}

/** A clock of a thread that always runs. */
function working(nowMs: () => number): QuickClock {
  return { nowMs, workedMs: nowMs }
}

test('what is quick is judged at once', () => {
  const { slow, clock, tried } = timed(() => 0.1)
  expect(evaluateQuickly(slow, facts, clock)).toMatchObject({ verdict })
  expect(tried).toEqual([0, 1, 2, 3])
})

test('a rule that takes long when it is met for the first time does not send the trace away', async () => {
  const { slow, clock, tried } = timed((rule, time) => (rule === 1 && time === 0 ? 7 : 0.1))
  const evaluation = evaluateQuickly(slow, facts, clock)
  expect(evaluation).toBeInstanceOf(Promise)
  expect(await evaluation).toMatchObject({ verdict })
  expect(tried).toEqual([0, 1, 0, 1, 2, 3])
})

test('nor do two such rules', async () => {
  const { slow, clock } = timed((rule, time) => (rule > 1 && time === 0 ? 7 : 0.1))
  expect(await evaluateQuickly(slow, facts, clock)).toMatchObject({ verdict })
})

test('with many such rules the trace is given up after three tries', async () => {
  const { slow, clock, tried } = timed((_, time) => (time === 0 ? 7 : 0.1))
  expect(await evaluateQuickly(slow, facts, clock)).toBeNull()
  expect(tried).toEqual([0, 0, 1, 0, 1, 2])
})

test('a rule that takes as long the second time is what is costly: no third try', async () => {
  const { slow, clock, tried } = timed((rule) => (rule === 1 ? 7 : 0.1))
  expect(await evaluateQuickly(slow, facts, clock)).toBeNull()
  expect(tried).toEqual([0, 1, 0, 1])
})

test('time in which the thread did not run does not count', () => {
  const { slow, clock, tried } = timed((rule) => (rule === 1 ? 100 : 0.1))
  expect(evaluateQuickly(slow, facts, { ...clock, workedMs: () => 3 })).toMatchObject({ verdict })
  expect(tried).toEqual([0, 1, 2, 3])
})

test('a trace that takes long to read is given up at once', () => {
  let clockMs = 0
  const clock = working(() => {
    clockMs += 3
    return clockMs
  })
  expect(evaluateQuickly(ruleSet, facts, clock)).toBeNull()
})

test('a search that may take too many steps is given up before it begins, and for good', () => {
  const costly = newRuleSchema.parse({ name: 'costly', pattern: '(?:\\w.{0,200}\\d.{0,200}[^a])+\\z' })
  const long = { text: `first ${'ab1'.repeat(3000)}` }
  const longFacts = { phase: 'user' as const, content: long, contentJson: JSON.stringify(long) }
  const first = definitions.slice(0, 1)
  const { ruleSet: costlySet } = compileRuleSet([...first, costly], { number: 1, hash: 'x' })
  const { slow, clock, tried } = timed((rule) => (rule === 0 ? 100 : 0), costlySet)
  expect(evaluateQuickly(slow, longFacts, { ...clock, workedMs: () => 3 })).toBeNull()
  expect(tried).toEqual([0, 1])
})
