import type { NewRule } from '@agentsentry/contract'
import { formatRules } from '@agentsentry/engine'
import { AgentSentryClient } from '@agentsentry/sdk'
import { newRuleSchema } from '../../../packages/contract/src/rule.ts'
import { asKey, asLine, payloads } from './payloads.ts'

/** What was stored, so that its pages can be visited. */
export interface SeededStore {
  /** A step with each payload as tool, keys, arguments and result. */
  readonly toolSession: SeededSession
  /** A message with each payload. */
  readonly textSession: SeededSession
  readonly toolTraces: readonly string[]
  readonly ruleIds: readonly number[]
}

interface SeededSession {
  readonly id: string
  readonly lastTrace: string
}

/** What a machine that does other things too may take to store all rules at once. */
const timeoutMs = 120_000

/** Puts every payload into every place that outsiders can write to. */
export async function seedHostile(apiUrl: string): Promise<SeededStore> {
  const client = new AgentSentryClient({ baseUrl: apiUrl, timeoutMs })
  await client.importRules(formatRules(payloads.map((payload, index) => newRuleSchema.parse(ruleOf(payload, index)))))
  await inTurns(payloads, (payload) =>
    client.createSession({
      title: asLine(payload, 500),
      agent: asLine(payload, 200),
      user_id: asLine(payload, 200),
      tags: [asLine(payload, 100), 'x'],
      metadata: { [asKey(payload)]: payload.slice(0, 1_000) },
    }),
  )
  const described = { title: asLine(payloads[0] ?? '', 500), agent: asLine(payloads[16] ?? '', 200) }
  const { id: textSession } = await client.createSession(described)
  const said = await inTurns(payloads, (text, index) =>
    client.sendTrace({ session_id: textSession, role: index % 2 === 0 ? 'user' : 'assistant', content: { text } }),
  )
  const { id: toolSession } = await client.createSession(described)
  const sent = await inTurns(payloads, (payload) =>
    client.sendTrace({ session_id: toolSession, role: 'tool', content: contentOf(payload) }),
  )
  const rules = (await client.rules()).filter(({ name }) => / p\d+$/.test(name))
  await leaveTracks(client, rules.slice(0, 90))
  const lastOf = (traces: readonly { readonly id: string }[]) =>
    traces
      .map(({ id }) => id)
      .sort()
      .at(-1) ?? ''
  return {
    toolSession: { id: toolSession, lastTrace: lastOf(sent) },
    textSession: { id: textSession, lastTrace: lastOf(said) },
    toolTraces: sent.map(({ id }) => id),
    ruleIds: rules.slice(60).map(({ id }) => id),
  }
}

function ruleOf(payload: string, index: number): NewRule {
  // Enough to know the payload by, and no more than a pattern may cost.
  const head = payload.slice(0, 40)
  return {
    name: `${asLine(payload, 180)} p${index}`,
    description: payload.slice(0, 4_000),
    pattern: quoted(head),
    decision: index % 9 === 0 ? 'block' : 'warn',
    unless: [{ pattern: `never ${quoted(head)}` }],
    tests: { match: [head], pass: ['nothing of it'] },
  }
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)
}

function contentOf(payload: string): Record<string, unknown> {
  const short = payload.slice(0, 2_000)
  return {
    tool: payload.slice(0, 300),
    args: { [asKey(payload)]: payload, within: [{ [asKey(payload)]: [short] }] },
    result: short,
    [asKey(payload)]: short,
  }
}

/** What the audit log and the history of rules keep. */
async function leaveTracks(
  client: AgentSentryClient,
  rules: readonly { readonly id: number; readonly description: string | null }[],
): Promise<void> {
  for (const [index, { id, description }] of rules.entries())
    if (index < 60) await client.deleteRule(id)
    else if (index < 75) await client.toggleRule(id, false)
    else await client.updateRule(id, { description: `changed ${description}` })
}

/** In the order of the list, a few at a time. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < items.length; at += 16)
    results.push(...(await Promise.all(items.slice(at, at + 16).map((item, index) => work(item, at + index)))))
  return results
}
