import { createHash } from 'node:crypto'
import { type RuleSetBundle, ruleSetText, type Trace } from '@agentsentry/contract'
import { afterAll, afterEach, expect } from 'vitest'
import { AgentSentryClient, Tracer } from '../src/index.ts'
import { type Disagreement, LocalTracer } from '../src/local/index.ts'
import { startScriptedServer } from '../testing/scripted-server.ts'
import { untilTrue } from '../testing/until-true.ts'
import { answerOf, batchAnswerOf, type ServerScript } from './server-script.ts'

/** A session of its own. */
interface JudgedSession {
  readonly tracer: Tracer
  /** What the server holds of it, oldest first; nothing when it is a scripted one. */
  readonly recorded: () => Promise<readonly Trace[]>
}

/** Where the verdicts of an enforcer come from. */
export interface Judging {
  /** Before the real program. */
  live(): Promise<JudgedSession>
  /** Before a server that answers as it is told, and ends with its test. */
  scripted(script: ServerScript): Promise<JudgedSession>
}

type Client = () => AgentSentryClient

/** Every step is asked about when it is taken. */
export function askingTheServer(client: Client): Judging {
  const ends = endsOfTests()
  return {
    live: async () => {
      const tracer = new Tracer(client())
      return { tracer, recorded: () => recordedIn(client(), tracer) }
    },
    scripted: async (script) => {
      const server = await startScriptedServer(({ body }) => answerOf(script, JSON.parse(body.toString())))
      ends.push(server.stop)
      const tracer = new Tracer(new AgentSentryClient({ baseUrl: server.url }), { sessionId: 's' })
      return { tracer, recorded: nothing }
    },
  }
}

/** Every step is judged in this process and recorded behind that; of each, the server must then think the same. */
export function judgingHere(client: Client): Judging {
  const ends = endsOfTests()
  const disagreements: Disagreement[] = []
  let first: LocalTracer | null = null
  let bundle: RuleSetBundle | null = null
  afterAll(async () => {
    expect(await first?.close()).toBe(true)
    expect(disagreements).toEqual([])
    expect(first?.status).toMatchObject({ disagreed: 0, refused: 0, dropped: 0 })
  })
  return {
    live: async () => {
      const onDisagreement = (found: Disagreement) => disagreements.push(found)
      first ??= await LocalTracer.open(client(), { ...patient, onDisagreement })
      const tracer = await first.forSession()
      return {
        tracer,
        recorded: async () => {
          expect(await tracer.flush(60_000)).toBe(true)
          return recordedIn(client(), tracer)
        },
      }
    },
    scripted: async (script) => {
      bundle ??= await smallBundle(client())
      const own = bundle
      const server = await startScriptedServer(({ url, body }) => {
        if (url === '/ruleset') return script('rules') ?? { body: own }
        if (url === '/sessions') return script('session') ?? { body: { id: 's' } }
        return batchAnswerOf(script, JSON.parse(body.toString()), own)
      })
      const tracer = await LocalTracer.open(new AgentSentryClient({ baseUrl: server.url, retries: 0 }), {
        ...patient,
        acknowledgeMs: 50,
        onProblem: () => {},
      })
      ends.push(() => tracer.close(1), server.stop)
      await knowHowTheServerIs(tracer)
      return { tracer, recorded: nothing }
    },
  }
}

/** A tracer that does not know yet that its server is gone would judge on whatever it made of that. */
async function knowHowTheServerIs(tracer: LocalTracer): Promise<void> {
  if (tracer.status.ruleSet === null) return
  await tracer.user('hello')
  await untilTrue(() => tracer.status.recorded + tracer.status.failedAttempts > 0)
}

/** A machine that is busy must not make the server judge in place of this process. */
const patient = { judgeMs: 10_000, openTimeoutMs: 60_000 }

/** One rule of the server's, since to compile all of them for each test takes longer than the test. */
async function smallBundle(client: AgentSentryClient): Promise<RuleSetBundle> {
  const fetched = await client.ruleset()
  const rules = fetched?.bundle.rules.filter(({ name }) => name === 'no_shell_rm_rf') ?? []
  if (fetched === null || rules.length !== 1) throw new Error('the server has other rules')
  return { ...fetched.bundle, rules, hash: createHash('sha256').update(ruleSetText(rules)).digest('hex') }
}

const nothing = async () => []

async function recordedIn(client: AgentSentryClient, tracer: Tracer): Promise<Trace[]> {
  const { items } = await client.traces(await tracer.sessionId(), { order: 'asc' })
  return items
}

/** What is done after the test in which it was put here. */
function endsOfTests(): (() => unknown)[] {
  const ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0)) await end()
  })
  return ends
}
