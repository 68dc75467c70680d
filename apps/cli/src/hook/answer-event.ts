import { isUtf8 } from 'node:buffer'
import { AgentSentryClient } from '@agentsentry/sdk'
import { stateFolder } from '../../bin/state-folder.mjs'
import { printable } from '../printable.ts'
import { AgentSession } from './agent-session.ts'
import { text } from './event-fields.ts'
import { type HookOptions, protocolOf } from './hook-options.ts'
import { judge } from './judge.ts'
import { leanFetch } from './lean-fetch.ts'
import type { HookEvent, Protocol, Step } from './step.ts'

/**
 * The answer to one event, for standard output. Throws when there is no answer in the agent's words: what came in is not an
 * event that is known. That is a denial too, said by the exit code.
 */
export async function answerEvent(input: Uint8Array, options: HookOptions): Promise<object> {
  const event = parsed(input)
  const protocol = protocolOf(options, event)
  const name = text(event, 'hook_event_name')
  if (protocol.unasked.has(name)) return {}
  const step = protocol.read(event)
  if (step === null) throw new Error(`no event of ${protocol.name} that is known: \`${printable(name).slice(0, 100)}\``)
  const { onUnavailable, timeoutMs } = options
  const client = clientOf(timeoutMs)
  const session = sessionOf(step, { client, protocol, cwd: text(event, 'cwd') })
  return protocol.answer(step, await judge(step, protocol, { client, session, onUnavailable, timeoutMs }))
}

function parsed(input: Uint8Array): HookEvent {
  const value = isUtf8(input)
    ? json(
        Buffer.from(input)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
      )
    : undefined
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as HookEvent
  throw new Error('what came in is not a JSON object')
}

/** Without the parser's own words for a fault: they quote what they found. */
function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function serverUrl(): string {
  return process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
}

function clientOf(timeoutMs: number): AgentSentryClient {
  return new AgentSentryClient({
    baseUrl: serverUrl(),
    apiKey: process.env.AGENTSENTRY_API_KEY ?? '',
    timeoutMs,
    fetch: leanFetch as typeof fetch,
  })
}

interface SessionContext {
  readonly client: AgentSentryClient
  readonly protocol: Protocol
  readonly cwd: string
}

function sessionOf({ agentSession }: Step, { client, protocol: { name }, cwd }: SessionContext): AgentSession {
  const place = printable(cwd).slice(-200)
  const open = async () => {
    const title = place === '' ? name : `${name} in ${place}`
    const { id } = await client.createSession({ title, agent: name, tags: ['coding-agent'] })
    return id
  }
  // Without an id events cannot be told to belong together, and a shared session would hold the work of many.
  const folder = agentSession === '' ? null : stateFolder('sessions')
  return new AgentSession({ folder, key: [serverUrl(), name, agentSession], open })
}
