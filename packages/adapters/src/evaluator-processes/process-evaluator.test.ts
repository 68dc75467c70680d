import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { compileRuleSet, evaluate, parseRules, type RuleSet } from '@agentsentry/engine'
import { type SerializedFacts, warmUp } from '@agentsentry/pipeline'
import { afterEach, describe, expect, test } from 'vitest'
import { canTellChildren, childrenOf } from '../../../../tests/child-processes.ts'
import { processStopwatch } from '../stopwatch/process-stopwatch.ts'
import { ProcessEvaluator, type ProcessEvaluatorOptions } from './process-evaluator.ts'

/** Costs a search of seconds on {@link longText}, wherever it begins: none of its parts says where to look. */
const costly: NewRule = { name: 'costly', pattern: '(?:\\w.{0,200}\\d.{0,200}[^a])+\\z', decision: 'ask' }
const quick: NewRule = { name: 'quick', pattern: 'needle', decision: 'warn' }
const other: NewRule = { name: 'other', pattern: 'drop table', decision: 'block', on: ['tool_call'] }

const longText = `needle ${'ab1'.repeat(100_000)}`

let evaluator: ProcessEvaluator
afterEach(() => evaluator.close())

function open(options: ProcessEvaluatorOptions = {}): ProcessEvaluator {
  evaluator = new ProcessEvaluator(options)
  return evaluator
}

function compile(rules: readonly NewRule[], number = 1): RuleSet {
  const definitions = rules.map((rule) => newRuleSchema.parse(rule))
  return compileRuleSet(definitions, { number, hash: `hash ${number}` }).ruleSet
}

function userSays(text: string): SerializedFacts {
  return { phase: 'user', content: { text }, contentJson: JSON.stringify({ text }) }
}

describe('where a trace is judged', () => {
  test('what is quick is judged at once', async () => {
    const ruleSet = compile([quick, other])
    const evaluator = open()
    // What is run for the first time is not quick everywhere.
    for (let time = 0; time < 10; time++) await evaluator.evaluate(ruleSet, userSays('a needle'))
    const evaluation = evaluator.evaluate(ruleSet, userSays('a needle'))
    expect(evaluation).toMatchObject({ verdict: evaluate(ruleSet, userSays('a needle')) })
  })

  test('a long text is judged elsewhere, to the same verdict', async () => {
    const ruleSet = compile([quick, other])
    const evaluation = open().evaluate(ruleSet, userSays(longText))
    expect(evaluation).toBeInstanceOf(Promise)
    expect((await evaluation).verdict).toEqual(evaluate(ruleSet, userSays(longText)))
  })

  test('a short text is judged elsewhere when a rule may take long over it', async () => {
    const ruleSet = compile([costly])
    const facts = userSays('ab1'.repeat(3000))
    const evaluation = open({ ruleLimitMs: 5000, traceLimitMs: 5000 }).evaluate(ruleSet, facts)
    expect(evaluation).toBeInstanceOf(Promise)
    expect((await evaluation).verdict).toEqual(evaluate(ruleSet, facts))
  })

  test('each trace is judged by the rule set that it came with, however they follow one another', async () => {
    open()
    const sets = [1, 2, 3, 4].map((number) => compile([{ ...quick, name: `rule of ${number}` }], number))
    const order = [0, 1, 2, 3, 0, 3, 1, 1, 2, 0]
    const verdicts = await Promise.all(
      order.map(async (at) => (await evaluator.evaluate(sets[at] as RuleSet, userSays(longText))).verdict),
    )
    expect(verdicts.map(({ ruleSet, reasons }) => [ruleSet.number, reasons[0]?.rule])).toEqual(
      order.map((at) => [at + 1, `rule of ${at + 1}`]),
    )
  })
})

describe.skipIf(!canTellChildren)('before the first trace', () => {
  test('a process that was prepared stands ready, and judges the first costly trace', async () => {
    const ruleSet = compile([quick, other])
    await open().prepare(ruleSet)
    const ready = childrenOf(process.pid)
    expect(ready).toHaveLength(1)
    expect((await evaluator.evaluate(ruleSet, userSays(longText))).verdict.decision).toBe('warn')
    expect(childrenOf(process.pid)).toEqual(ready)
  })

  test('after warming up, the first trace that the starter rules block needs no process', async () => {
    const starter = readFileSync(join(import.meta.dirname, '../../../../rules/starter.yaml'), 'utf8')
    const { ruleSet } = compileRuleSet(parseRules(starter).rules, { number: 1, hash: 'starter' })
    warmUp(ruleSet, processStopwatch)
    const content = { tool: 'shell', args: { command: 'rm -rf /' } }
    const facts = { phase: 'tool_call' as const, content, contentJson: JSON.stringify(content) }
    expect((await open().evaluate(ruleSet, facts)).verdict.decision).toBe('block')
    expect(childrenOf(process.pid)).toEqual([])
  })
})

test('rule sets of two stores that have the same number are not taken for each other', async () => {
  open({ processes: 1 })
  for (const name of ['first', 'second', 'first']) {
    const { ruleSet } = compileRuleSet([newRuleSchema.parse({ ...quick, name })], { number: 1, hash: name })
    expect((await evaluator.evaluate(ruleSet, userSays(longText))).verdict.reasons).toMatchObject([{ rule: name }])
  }
})

describe('limits', () => {
  test('a rule that takes too long counts as not evaluated: its decision is taken, and the others judge', async () => {
    const { verdict } = await open({ ruleLimitMs: 60 }).evaluate(compile([costly, quick]), userSays(longText))
    expect(verdict).toMatchObject({
      decision: 'ask',
      reasons: [
        { rule: 'costly', unevaluated: 'took longer than 60 ms' },
        { rule: 'quick', decision: 'warn', excerpt: expect.any(String) },
      ],
      tally: { ran: 1, not_evaluated: 1 },
    })
  })

  test('when the time of the trace is over, the decision of every rule in scope is taken', async () => {
    const many = Array.from({ length: 8 }, (_, at) => ({ ...costly, name: `costly ${at}` }))
    const { verdict } = await open({ ruleLimitMs: 60, traceLimitMs: 100 }).evaluate(
      compile([...many, other]),
      userSays(longText),
    )
    expect(verdict.decision).toBe('ask')
    expect(verdict.tally).toMatchObject({ ran: 0, out_of_scope: 1, not_evaluated: 8 })
    expect(verdict.reasons[7]?.unevaluated).toBe('judging the trace took longer than 100 ms')
  })

  test('a rule in shadow that takes too long decides nothing', async () => {
    const shadow: NewRule = { ...costly, mode: 'shadow' }
    const { verdict } = await open({ ruleLimitMs: 60 }).evaluate(compile([shadow]), userSays(longText))
    expect(verdict).toMatchObject({ decision: 'allow', reasons: [], shadow: [{ rule: 'costly' }] })
  })

  test('when too many wait already, the next is refused, and those that wait are judged', async () => {
    open({ processes: 1, queueLength: 2 })
    const ruleSet = compile([quick])
    const judge = async () => evaluator.evaluate(ruleSet, userSays(longText))
    const [first, second, third, fourth] = await Promise.allSettled([judge(), judge(), judge(), judge()])
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
    expect(fourth).toMatchObject({ status: 'rejected', reason: { code: 'overloaded' } })
  })
})

describe('reading rules', () => {
  test('a document is read to the rules or the faults in it', async () => {
    open()
    expect((await evaluator.readDocument('- {name: a, pattern: x}')).rules).toMatchObject([{ name: 'a', pattern: 'x' }])
    expect((await evaluator.readDocument('- {name: a, pattern: (}')).faults).toMatchObject([{ line: 1, rule: 'a' }])
    expect((await evaluator.readDocument('['.repeat(50_000))).faults).toHaveLength(1)
  })

  test('what takes more memory than a process may have is a fault, and the next is read as ever', async () => {
    open({ memoryMiB: 64 })
    const { faults } = await evaluator.readDocument('- a\n'.repeat(500_000))
    expect(faults).toMatchObject([{ message: 'reading the document took more than 64 MiB' }])
    expect((await evaluator.readDocument('- {name: a, pattern: x}')).faults).toEqual([])
  })

  test('faults of a rule are found, those of its tests among them', async () => {
    open()
    expect(await evaluator.checkRule(newRuleSchema.parse(quick))).toEqual([])
    const failing = newRuleSchema.parse({ ...quick, tests: { match: ['hay'] } })
    expect(await evaluator.checkRule(failing)).toMatchObject([{ code: 'test_failed', field: 'tests/match/0' }])
  })
})
