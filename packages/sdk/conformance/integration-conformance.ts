import { inspect } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { Enforcer } from '../src/index.ts'
import { liveEnforcers } from '../testing/enforcer-under-test.ts'
import type { Integration, ModelCall, ModelTurn } from './integration.ts'
import { askingTheServer, judgingHere } from './judging.ts'
import { messageRules } from './message-scenarios.ts'
import type { Scenario, Seen } from './scenario.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'

const everywhere = { 'asking the server': askingTheServer, 'judging here': judgingHere }

/** Everything that AgentSentry promises, whatever framework it is plugged into, and wherever its verdicts come from. */
export function describeIntegration(integration: Integration, judgings: Partial<typeof everywhere> = everywhere): void {
  describe(`${integration.name} with AgentSentry`, () => {
    const { client } = liveEnforcers()
    beforeAll(() => client().importRules(messageRules))
    describe.each(Object.entries(judgings))('%s', (_, judgingBy) => {
      const judging = judgingBy(client)
      async function seenOf(scenario: Scenario): Promise<Seen> {
        const { server, options } = scenario
        const { tracer, recorded } = await (server ? judging.scripted(server) : judging.live())
        // A machine that is busy must not deny what rules allow.
        const enforcer = (more?: object) => new Enforcer(tracer, { timeoutMs: 60_000, ...options, ...more })
        const seen = await run(integration, scenario, enforcer)
        return { ...seen, traces: await recorded() }
      }

      for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
        const why = integration.unsupported?.[name as ScenarioName]
        const { holds, denied } = scenario
        const here = judgingBy === judgingHere ? scenario.here : undefined
        if (here !== undefined)
          it(`${name}: not so, because ${here.because}`, async () => {
            const seen = await seenOf(scenario)
            here.holds(seen)
            expect(() => holds(seen)).toThrow()
          })
        else if (why === undefined) it(name, async () => holds(await seenOf(scenario)))
        else if (typeof why === 'object')
          it(`${name}: not so, because ${why.passes}`, async () => {
            const seen = await seenOf(scenario)
            expect(() => holds(seen)).toThrow()
          })
        else
          it(`${name}: denied, because ${why}`, async () => {
            const seen = await seenOf(scenario)
            if (denied === undefined) throw new Error('nothing can be denied in place of this')
            denied(seen)
            expect(() => holds(seen)).toThrow()
          })
      }
    })
  })
}

const lastTurn: ModelTurn = { text: 'all done' }

async function run(integration: Integration, scenario: Scenario, enforcer: (more?: object) => Enforcer) {
  const ran: ModelCall[] = []
  const asked: ModelCall[] = []
  const { person, input = 'please do', turns = [] } = scenario
  const given: Scenario['tools'] = { note: () => 'noted', ...scenario.tools }
  const tools = Object.entries(given).map(
    ([tool, fn]) =>
      [
        tool,
        (args: unknown) => {
          ran.push({ tool, args: structuredClone(args) as ModelCall['args'] })
          return fn(args)
        },
      ] as const,
  )
  const outcome = await integration.run({
    input,
    turns: turns.at(-1)?.calls === undefined && turns.length > 0 ? turns : [...turns, lastTurn],
    tools: new Map(tools),
    streaming: scenario.streaming ?? false,
    enforcer,
    person: person
      ? (call) => {
          asked.push(call)
          return person(call)
        }
      : null,
  })
  // To look through everything takes long: it is done once, where it is asked for.
  let all: string | undefined
  const leaks = (text: string) => {
    all ??= inspect(outcome, everything)
    return all.includes(text)
  }
  return { ...outcome, ran, asked, leaks }
}

const everything = {
  depth: Infinity,
  showHidden: true,
  maxStringLength: Infinity,
  maxArrayLength: Infinity,
  breakLength: Infinity,
  getters: true,
}
