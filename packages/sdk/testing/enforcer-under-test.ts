import { inspect } from 'node:util'
import type { Trace } from '@agentsentry/contract'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { AgentSentryClient, EnforcementError, Enforcer, type EnforcerOptions, Tracer } from '../src/index.ts'
import { type Received, type Reply, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

/** In force beside the starter rules, of which `no_shell_rm_rf` blocks. */
const rules = `rules:
  - { name: warn_on_cake, pattern: cake, decision: warn }
  - { name: redact_phone, pattern: "555-\\\\d+", decision: redact }
  - { name: ask_before_pay, pattern: "tool:pay", decision: ask, on: [tool_call] }
  - { name: no_secret_out, pattern: "TOP SECRET", decision: block, on: [tool_result] }
`

/** Enforcers before the real program, which runs from the first test of the file to its last. */
export function liveEnforcers() {
  let server: LiveServer
  let client: AgentSentryClient
  beforeAll(async () => {
    // A machine that is busy must not deny what rules allow.
    server = await startLiveServer({
      env: { AGENTSENTRY_RULE_LIMIT_MS: '10000', AGENTSENTRY_TRACE_LIMIT_MS: '10000' },
    })
    client = new AgentSentryClient({ baseUrl: server.url, timeoutMs: 60_000 })
    await client.importRules(rules)
  })
  afterAll(() => server.stop())
  return {
    client: () => client,
    /** An enforcer in a session of its own. */
    live: (options?: EnforcerOptions) => {
      const tracer = new Tracer(client)
      return { tracer, enforcer: new Enforcer(tracer, { timeoutMs: 60_000, ...options }) }
    },
    /** What the session holds, oldest first. */
    recorded: async (tracer: Tracer): Promise<Trace[]> => {
      const { items } = await client.traces(await tracer.sessionId(), { order: 'asc' })
      return items
    },
  }
}

/** Enforcers before servers that answer as they are told, each of which ends with its test. */
export function scriptedEnforcers() {
  const open: ScriptedServer[] = []
  afterEach(async () => {
    for (const server of open.splice(0)) await server.stop()
  })
  return async (answer: (request: Received, index: number) => Reply | Promise<Reply>, options?: EnforcerOptions) => {
    const server = await startScriptedServer(answer)
    open.push(server)
    const tracer = new Tracer(new AgentSentryClient({ baseUrl: server.url }), { sessionId: 's' })
    return { enforcer: new Enforcer(tracer, options), received: server.received }
  }
}

/** The error with which a call is denied. Throws when it is not. */
export async function denialOf(call: Promise<unknown>): Promise<EnforcementError> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('error' in outcome && outcome.error instanceof EnforcementError) return outcome.error
  throw new Error(`expected a denial, not ${inspect(outcome)}`)
}
