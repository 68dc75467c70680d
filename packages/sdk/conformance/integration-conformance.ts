import { inspect } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Enforcer, Tracer } from '../src/index.ts'
import { liveEnforcers, scriptedEnforcers } from '../testing/enforcer-under-test.ts'
import type { Integration, ModelCall, ModelTurn } from './integration.ts'
import { messageRules } from './message-scenarios.ts'
import type { Phase, Scenario, Seen } from './scenario.ts'
import { type ScenarioName, scenarios } from './scenarios.ts'

/** Everything that AgentSentry promises, whatever framework it is plugged into. */
export function describeIntegration(integration: Integration): void {
  describe(`${integration.name} with AgentSentry`, () => {
    const { client, live, recorded } = liveEnforcers()
    const scripted = scriptedEnforcers()
    beforeAll(() => client().importRules(messageRules))

    async function seenOf(scenario: Scenario): Promise<Seen> {
      const { server, options = {} } = scenario
      let tracer: Tracer | null = null
      const before =
        server && (await scripted((request) => server(phaseOf(request.body)), { ...options, ...impatient }))
      const seen = await run(integration, scenario, (more) => {
        if (before) return before.enforcer
        const made = live({ ...options, ...more })
        tracer = made.tracer
        return made.enforcer
      })
      return { ...seen, traces: tracer === null ? [] : await recorded(tracer) }
    }

    for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
      const why = integration.unsupported?.[name as ScenarioName]
      if (why === undefined) it(name, async () => scenario.holds(await seenOf(scenario)))
      else if (typeof why === 'object')
        it(`${name}: not so, because ${why.passes}`, async () => {
          const seen = await seenOf(scenario)
          expect(() => scenario.holds(seen)).toThrow()
        })
      else
        it(`${name}: denied, because ${why}`, async () => {
          const { holds, denied } = scenario
          const seen = await seenOf(scenario)
          if (denied === undefined) throw new Error('nothing can be denied in place of this')
          denied(seen)
          expect(() => holds(seen)).toThrow()
        })
    }
  })
}

const impatient = { timeoutMs: 400 }
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
  const all = inspect(outcome, everything)
  return { ...outcome, ran, asked, leaks: (text: string) => all.includes(text) }
}

const everything = {
  depth: Infinity,
  showHidden: true,
  maxStringLength: Infinity,
  maxArrayLength: Infinity,
  breakLength: Infinity,
  getters: true,
}

function phaseOf(body: Buffer): Phase {
  const { role, content } = JSON.parse(body.toString())
  if (role !== 'tool') return role
  return 'result' in content || 'error' in content ? 'result' : 'call'
}
