import { setTimeout as sleep } from 'node:timers/promises'
import { ProcessEvaluator } from '@agentsentry/adapters'
import { type NewRule, newRuleSchema } from '@agentsentry/contract'
import { compileRuleSet, evaluate, type RuleSet } from '@agentsentry/engine'
import { afterEach, describe, expect, test } from 'vitest'
import { clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { canTellChildren, childrenOf, isRunning, processorMsOf } from './child-processes.ts'
import { startLiveServer } from './live-server.ts'

/** Costs a search of seconds on {@link longText}. */
const costly: NewRule = { name: 'costly', pattern: '(?:\\w.{0,200}\\d.{0,200}[^a])+\\z', decision: 'ask' }
const quick: NewRule = { name: 'quick', pattern: 'needle', decision: 'warn' }
const longText = `needle ${'ab1'.repeat(100_000)}`

let evaluator: ProcessEvaluator | null = null
afterEach(async () => {
  await evaluator?.close()
  evaluator = null
})

function compile(rules: readonly NewRule[], number = 1): RuleSet {
  const definitions = rules.map((rule) => newRuleSchema.parse(rule))
  return compileRuleSet(definitions, { number, hash: `hash ${number}` }).ruleSet
}

function userSays(text: string) {
  return { phase: 'user' as const, content: { text }, contentJson: JSON.stringify({ text }) }
}

async function until(isSo: () => boolean): Promise<void> {
  const startedMs = performance.now()
  while (!isSo()) {
    if (performance.now() - startedMs > 20_000) throw new Error('it did not come to pass')
    await sleep(20)
  }
}

/** By then one of them has used so much processor time more: on a busy machine time alone tells nothing. */
async function workOf(judges: readonly number[], ms: number): Promise<void> {
  const before = judges.map(processorMsOf)
  await until(() => judges.some((judge, at) => processorMsOf(judge) - (before[at] ?? 0) >= ms))
}

describe('what ends a judge costs one trace and not the program', () => {
  test('twelve rules in a row that take too long', async () => {
    evaluator = new ProcessEvaluator({ ruleLimitMs: 40, traceLimitMs: 5_000, queueLength: 8 })
    const rules = ['a', 'b', 'c'].map((name) => ({ ...costly, name }))
    const ruleSet = compile([...rules, quick])
    // More than may run at once, and than may wait: what one death kept to itself would be missing by the end.
    for (let round = 0; round < 4; round++) {
      const { verdict } = await evaluator.evaluate(ruleSet, userSays(longText))
      expect(verdict.reasons.map(({ rule, unevaluated }) => [rule, unevaluated])).toEqual([
        ...rules.map(({ name }) => [name, 'took longer than 40 ms']),
        ['quick', undefined],
      ])
    }
  })

  test.skipIf(!canTellChildren).each(['SIGKILL', 'SIGABRT', 'SIGSEGV'] as const)(
    '%s while a rule is tried: its decision is taken, and the others judge',
    async (signal) => {
      evaluator = new ProcessEvaluator({ ruleLimitMs: 20_000, traceLimitMs: 20_000 })
      await evaluator.evaluate(compile([quick], 2), userSays(longText))
      const [judge] = childrenOf(process.pid)
      const evaluation = evaluator.evaluate(compile([costly, quick]), userSays(longText))
      await workOf([judge as number], 500)
      process.kill(judge as number, signal)
      expect((await evaluation).verdict).toMatchObject({
        decision: 'ask',
        reasons: [
          { rule: 'costly', unevaluated: `ended its process (${signal})` },
          { rule: 'quick', excerpt: expect.any(String) },
        ],
        tally: { ran: 1, not_evaluated: 1 },
      })
    },
  )

  test('a text that needs more memory than there is: every decision is taken, and the next trace is judged', async () => {
    evaluator = new ProcessEvaluator({ memoryMiB: 64 })
    const ruleSet = compile([costly, quick])
    const { verdict } = await evaluator.evaluate(ruleSet, userSays('ab '.repeat(21_000_000)))
    expect(verdict).toMatchObject({ decision: 'ask', tally: { ran: 0, not_evaluated: 2 } })
    expect(verdict.reasons[0]?.unevaluated).toBe('judging the trace took more than 64 MiB')
    const next = userSays(`needle ${'ab '.repeat(10_000)}`)
    expect((await evaluator.evaluate(compile([quick]), next)).verdict).toEqual(evaluate(compile([quick]), next))
  })
})

describe.skipIf(!canTellChildren)('judges of a server', () => {
  const env = { AGENTSENTRY_RULE_LIMIT_MS: '4000', AGENTSENTRY_TRACE_LIMIT_MS: '4000' }

  /** A server with a trace under way that takes seconds, and the processes that it has started. */
  async function startBusyServer() {
    const server = await startLiveServer({ env })
    const client = clientOf(server.url)
    await client.newRule(costly)
    const session = await client.newSession()
    await client.check(session.id, 'user', { text: 'x '.repeat(10_000) })
    const judges = childrenOf(server.process.pid as number)
    const answer = client.check(session.id, 'user', { text: longText })
    await workOf(judges, 200)
    return { server, answer, judges }
  }

  test('begin with it: one is there before the first costly trace, and judges it', async () => {
    const server = await startLiveServer({ env: { ...env, AGENTSENTRY_EVALUATOR_PROCESSES: '1' } })
    const judges = () => childrenOf(server.process.pid as number)
    await until(() => judges().length === 1)
    const [ready] = judges()
    const client = clientOf(server.url)
    const session = await client.newSession()
    expect((await client.check(session.id, 'user', { text: longText })).decision).toBe('allow')
    expect(judges()).toEqual([ready])
    expect(await server.stop()).toBe(0)
  })

  test('end with it when it is killed, in the middle of a search too', async () => {
    const { server, answer, judges } = await startBusyServer()
    const lost = expect(answer).rejects.toThrow()
    expect(judges.length).toBeGreaterThanOrEqual(2)
    await server.kill()
    await lost
    await until(() => !judges.some(isRunning))
  })

  test('finish what is under way when Ctrl-C reaches them as well, and print nothing', async () => {
    const { server, answer, judges } = await startBusyServer()
    for (const judge of judges) process.kill(judge, 'SIGINT')
    const stopping = server.stop()
    expect((await answer).decision).toBe('ask')
    expect(await stopping).toBe(0)
    expect(judges.filter(isRunning)).toEqual([])
    expect(server.output().replace(/^\{"level":40.*\n|^AgentSentry is ready.*\n/gm, '')).toBe('')
  })
})
