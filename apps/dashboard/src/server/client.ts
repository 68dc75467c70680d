import 'server-only'
import { AgentSentryClient } from '@agentsentry/sdk'
import { cache } from 'react'
import { readSessionKey } from './session-cookie.ts'
import { settings } from './settings.ts'

/** How long a person waits for a page whose API does not answer. */
const timeoutMs = 8_000

/** The API as seen with a key; with none, as anybody sees it. */
export function clientWithKey(apiKey: string | null): AgentSentryClient {
  return new AgentSentryClient({
    baseUrl: settings().AGENTSENTRY_API_URL,
    apiKey: apiKey ?? undefined,
    timeoutMs,
    retries: 1,
  })
}

/** The API as seen by whoever asks for this page: one for each request, and the only way of pages to it. */
export const requestClient = cache(async () => clientWithKey(await readSessionKey()))
