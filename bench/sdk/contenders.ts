import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { compileRuleSet, emptyMemory, evaluate, type RuleSet, remember } from '@agentsentry/engine'
import { AgentSentryClient, Enforcer, Tracer } from '@agentsentry/sdk'
import { LocalTracer } from '@agentsentry/sdk/local'
import { startServer } from '../http/server-process.ts'

/** One way to call a tool. */
export interface Contender {
  readonly name: string
  call(args: { readonly text: string }): Promise<unknown>
}

export interface Contenders {
  readonly all: readonly Contender[]
  /** Requests of `POST /traces` so far, and the seconds that the server took for them. */
  serverTime(): Promise<{ readonly requests: number; readonly seconds: number }>
  /** Waits until what was left in the background is done, and throws when a trace was lost or judged otherwise. */
  settle(): Promise<void>
  readonly answerBytes: number
  /** What the heap of a process holds more with a `LocalTracer`. */
  heapMiB(): Promise<string>
  stop(): Promise<void>
}

const execute = promisify(execFile)

const result = { ok: true, lines: 3 }

/** The tool: whatever waits has its turn while it runs, and it does nothing. */
const tool = () => new Promise<typeof result>((resolve) => setImmediate(() => resolve(result)))

export async function startContenders(folder: string, sample: string): Promise<Contenders> {
  const place = mkdtempSync(join(folder, 'sdk-'))
  const agentsentry = await startServer(['apps/cli/src/main.ts', 'up', '--no-dashboard'], {
    DATABASE_URL: `sqlite:${join(place, 'bench.db')}`,
    AGENTSENTRY_API_PORT: '0',
    LOG_LEVEL: 'warn',
  })
  const client = new AgentSentryClient({ baseUrl: agentsentry.url })
  const answerBytes = await answerBytesOf(client, sample)
  const baselines = [
    await startServer(['bench/http/server-node.ts', String(answerBytes)]),
    await startServer(['bench/http/server-fastify.ts', String(answerBytes)]),
  ]
  const locals = {
    local: await LocalTracer.open(client),
    'local, with a folder': await LocalTracer.open(client, { folder: join(place, 'traces') }),
  }
  const remote = new Enforcer(new Tracer(client))
  const guarded = (enforcer: Enforcer) => (args: { readonly text: string }) => enforcer.guardAndCall('mail', args, tool)
  const all: Contender[] = [
    { name: 'unguarded', call: tool },
    ...baselines.map((server, index) => ({
      name: index === 0 ? 'bare round trips' : 'round trips, Fastify',
      call: async (args: { readonly text: string }) => {
        await roundTrip(server.url, { tool: 'mail', args })
        const given = await tool()
        await roundTrip(server.url, { tool: 'mail', args, result: given })
      },
    })),
    { name: 'the engine alone', call: await engineAlone(client) },
    { name: 'remote', call: guarded(remote) },
    ...Object.entries(locals).map(([name, tracer]) => ({ name, call: guarded(new Enforcer(tracer)) })),
  ]
  return {
    all,
    answerBytes,
    serverTime: async () => {
      const text = await (await fetch(`${agentsentry.url}/metrics`)).text()
      const of = (part: string) =>
        Number(new RegExp(`^agentsentry_http_request_seconds_${part}{route="/traces"} (.+)$`, 'm').exec(text)?.[1])
      return { requests: of('count'), seconds: of('sum') }
    },
    settle: async () => {
      for (const tracer of Object.values(locals)) {
        const isDone = await tracer.flush(60_000)
        const { disagreed, dropped, refused } = tracer.status
        if (!isDone || disagreed + dropped + refused > 0)
          throw new Error(`of the traces judged here: ${JSON.stringify(tracer.status)}`)
      }
    },
    heapMiB: async () => {
      const program = join(import.meta.dirname, 'local-memory.ts')
      const { stdout } = await execute(process.execPath, [program, agentsentry.url])
      const { before, after }: { before: number; after: number } = JSON.parse(stdout)
      return ((after - before) / 2 ** 20).toFixed(1)
    },
    stop: async () => {
      for (const tracer of Object.values(locals)) await tracer.close()
      for (const server of [agentsentry, ...baselines]) await server.stop()
      rmSync(place, { recursive: true, force: true })
    },
  }
}

/** What the rules take of a guarded call, with what the step before left. */
async function engineAlone(client: AgentSentryClient): Promise<Contender['call']> {
  const { bundle } = (await client.ruleset()) ?? {}
  if (bundle === undefined) throw new Error('there are no rules')
  const { ruleSet }: { ruleSet: RuleSet } = compileRuleSet(bundle.rules, bundle)
  let session = emptyMemory
  return async (args) => {
    const step = { phase: 'tool_call', content: { tool: 'mail', args } } as const
    evaluate(ruleSet, { ...step, session })
    session = remember(session, step)
    const given = await tool()
    const next = { phase: 'tool_result', content: { tool: 'mail', args, result: given } } as const
    evaluate(ruleSet, { ...next, session })
    session = remember(session, next)
  }
}

/** As the SDK's own transport does it. */
async function roundTrip(url: string, content: object): Promise<void> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  }
  const body = JSON.stringify({ session_id: 'bench', role: 'tool', content })
  const response = await fetch(`${url}/traces`, { method: 'POST', redirect: 'manual', headers, body })
  JSON.parse(await response.text())
}

async function answerBytesOf(client: AgentSentryClient, text: string): Promise<number> {
  const { id } = await client.createSession()
  const content = { tool: 'mail', args: { text } }
  return JSON.stringify(await client.sendTrace({ session_id: id, role: 'tool', content })).length
}
