import { AgentSentryClient } from '@agentsentry/sdk'
import { type Contents, longSession, sessionId, sessionsIn, spanMs, tracesIn } from './contents.ts'

export interface Page {
  readonly name: string
  readonly path: string
}

/** Does nothing but answer, and draws one question: what pages cost that show nothing. */
export const emptyPages: readonly Page[] = [
  { name: '`/healthz`', path: '/healthz' },
  { name: '`/sign-in`', path: '/sign-in' },
]

/** Every page that shows what is stored, with each filter, near the beginning and deep within. */
export async function pagesOf(apiUrl: string, contents: Contents): Promise<Page[]> {
  const client = new AgentSentryClient({ baseUrl: apiUrl, timeoutMs: 60_000 })
  const middle = new Date(contents.endMs - spanMs / 2).toISOString()
  const day = new Date(contents.endMs - 20 * 24 * 60 * 60 * 1000).toISOString()
  const deepSessions = (await client.sessions({ limit: 50, cursor: middle })).nextCursor
  const deepAudit = (await client.auditLogs({ limit: 50, cursor: middle })).nextCursor
  const session = Math.floor(sessionsIn(contents) / 2 / 10) * 10 + 9
  const trace = tracesIn(contents, session)[3]
  const long = longSession(contents)
  const rule = (await client.rules()).find(({ name }) => name === 'mail_to_outside')
  const page = (path: string, query: Readonly<Record<string, string | null>> = {}): Page => {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null)
    const search = new URLSearchParams(given)
    const shown = given.map(([name, value]) => (name === 'cursor' ? 'deep' : `${name}=${value.slice(0, 16)}`))
    return {
      name: `\`${path}\`${shown.length === 0 ? '' : ` ${shown.join(', ')}`}`,
      path: search.size === 0 ? path : `${path}?${search}`,
    }
  }
  const named = (name: string, path: string): Page => ({ name, path })
  return [
    page('/'),
    page('/', { range: '30d' }),
    page('/sessions'),
    page('/sessions', { cursor: deepSessions }),
    page('/sessions', { q: 'invoice' }),
    page('/sessions', { q: 'order 10100' }),
    page('/sessions', { decision: 'block' }),
    page('/sessions', { range: '24h' }),
    page('/sessions', { decision: 'allow' }),
    page('/sessions', { agent: 'mail' }),
    page('/sessions', { tag: 'production' }),
    page('/sessions', { tool: 'send_money' }),
    page('/sessions', { rule: 'money_is_asked_for' }),
    page('/sessions', { from: day, to: middle }),
    page('/sessions', { quarantined: '1' }),
    named('`/sessions/[id]`', `/sessions/${sessionId(contents, session)}`),
    named(`\`/sessions/[id]\` of ${contents.longSteps.toLocaleString('en')} steps`, `/sessions/${long.id}`),
    named('`/traces/[id]`', `/traces/${trace?.id}`),
    named('`/traces/[id]` of 10,000 characters', `/traces/${long.traces[9]?.id}`),
    page('/rules'),
    page('/rules', { sort: 'hits_30d', dir: 'desc' }),
    named('`/rules/[id]`', `/rules/${rule?.id}`),
    named('`/rules/[id]/history`', `/rules/${rule?.id}/history`),
    page('/rules/new'),
    page('/rules/import'),
    page('/rules/sets'),
    named('`/rules/sets/[number]`', '/rules/sets/1'),
    page('/checks'),
    page('/checks', { state: 'dead' }),
    page('/checks', { state: 'done' }),
    page('/audit'),
    page('/audit', { cursor: deepAudit }),
    page('/audit', { action: 'trace_block' }),
    page('/audit', { target_type: 'session' }),
  ]
}
