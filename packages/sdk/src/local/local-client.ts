import type { AgentSentryClient } from '../client.ts'

/** What of the client judging here needs. */
export type LocalClient = Pick<
  AgentSentryClient,
  'createSession' | 'sendTrace' | 'sendTraces' | 'ruleset' | 'traces' | 'events'
>
