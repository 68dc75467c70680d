import { ApiError, UnavailableError } from '@agentsentry/sdk'
import type { PageProblem } from '../page-problem.ts'

/** What an error of the SDK means for the page that met it. Any other error is a fault of ours, and goes on. */
export function problemOf(error: unknown): PageProblem {
  if (error instanceof UnavailableError) return { kind: 'unreachable', detail: explainUnavailable(error) }
  if (!(error instanceof ApiError)) throw error
  const { code, status, detail } = error
  if (code === 'key_missing' || code === 'key_wrong') return { kind: 'signed-out', detail }
  if (status === 401 || status === 403) return { kind: 'forbidden', detail }
  if (status === 404) return { kind: 'not-found', detail }
  return { kind: status === 429 ? 'unreachable' : 'refused', detail }
}

function explainUnavailable({ code, status }: UnavailableError): string {
  switch (code) {
    case 'connection_failed':
      return 'Nothing listens at the address of the API, or the connection broke.'
    case 'timed_out':
      return 'The API did not answer in time.'
    case 'server_failed':
      return `The API failed to answer${status === undefined ? '' : ` (HTTP ${status})`}.`
    case 'answer_unexpected':
      return 'What answered is not the API of AgentSentry, or one of another version.'
  }
}
