import type { ServerEvent } from '@agentsentry/contract'
import type { LocalClient } from './local-client.ts'
import type { ReadOptions } from './local-options.ts'
import type { LocalSession } from './local-session.ts'
import type { RuleKeeper } from './rule-keeper.ts'

interface Following {
  readonly rules: RuleKeeper
  /** By the id that they were opened with. */
  readonly sessions: ReadonlyMap<string, LocalSession>
  readonly options: ReadOptions
}

/** Hears of changed rules and of quarantines as they happen. Returns what ends it. */
export function followEvents(client: Pick<LocalClient, 'events'>, { rules, sessions, options }: Following): () => void {
  const ending = new AbortController()
  const follow = async () => {
    const onConnection = (state: 'open' | 'lost') => {
      // What happened in between may have been missed.
      if (state === 'open') void rules.refresh()
    }
    for await (const event of client.events({ signal: ending.signal, onConnection })) hear(event)
  }
  const hear = ({ event, data }: ServerEvent) => {
    if (event !== 'audit') return
    if (data.action.startsWith('rule_')) void rules.refresh()
    if (data.action !== 'session_quarantine' && data.action !== 'session_release') return
    for (const session of sessions.values())
      if (session.id === data.target_id) session.isQuarantined = data.action === 'session_quarantine'
  }
  follow().catch((error: unknown) => {
    if (ending.signal.aborted) return
    options.onProblem('agentsentry: events cannot be followed; the server is asked from time to time', error)
  })
  return () => ending.abort()
}
