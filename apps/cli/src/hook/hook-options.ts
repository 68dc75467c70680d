import { claude } from './agents/claude.ts'
import { codex } from './agents/codex.ts'
import { cursor } from './agents/cursor.ts'
import { gemini } from './agents/gemini.ts'
import type { Protocol } from './step.ts'

const protocols: ReadonlyMap<string, Protocol> = new Map([
  ['claude', claude],
  ['codex', codex],
  ['gemini', gemini],
  ['cursor', cursor],
])

export const agentNames = [...protocols.keys()]

export interface HookOptions {
  readonly agent: string
  readonly protocol: Protocol
  readonly onUnavailable: 'deny' | 'allow'
  readonly timeoutMs: number
}

/** Reads `--agent NAME --on-unavailable deny|allow --timeout-ms N`. Throws for anything else: a typing error guards nothing. */
export function parseHookOptions(given: readonly string[]): HookOptions {
  const values = new Map<string, string>()
  const parts = given.flatMap((part) =>
    /^--[a-z-]+=/.test(part) ? [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)] : [part],
  )
  for (let index = 0; index < parts.length; index += 2) {
    const [name = '', value] = parts.slice(index)
    if (!known.has(name)) throw new Error(`unknown option \`${name}\``)
    if (value === undefined) throw new Error(`option \`${name}\` needs a value`)
    values.set(name, value)
  }
  const agent = values.get('--agent') ?? ''
  const protocol = protocols.get(agent)
  if (protocol === undefined) throw new Error(`--agent must be one of ${agentNames.join(', ')}, not \`${agent}\``)
  const onUnavailable = values.get('--on-unavailable') ?? 'deny'
  if (onUnavailable !== 'deny' && onUnavailable !== 'allow')
    throw new Error(`--on-unavailable must be deny or allow, not \`${onUnavailable}\``)
  const timeoutMs = Number(values.get('--timeout-ms') ?? 5_000)
  if (!(timeoutMs >= 1 && timeoutMs <= 25_000))
    throw new Error(`--timeout-ms must be from 1 to 25000, not \`${values.get('--timeout-ms')}\``)
  return { agent, protocol, onUnavailable, timeoutMs }
}

const known: ReadonlySet<string> = new Set(['--agent', '--on-unavailable', '--timeout-ms'])

/** The protocol of an event: Cursor also runs the hooks of Claude Code's settings, and says that it is Cursor. */
export function protocolOf({ protocol }: HookOptions, event: object): Protocol {
  return protocol === claude && Object.hasOwn(event, 'cursor_version') ? cursor : protocol
}
