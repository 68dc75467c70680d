import { AgentSentryClient, type ClientOptions } from '../src/index.ts'

/** A client whose line to the server can be cut, and the answers on it be lost. */
export interface LineToServer {
  readonly client: AgentSentryClient
  /** `cut`: nothing arrives. `deaf`: requests arrive, answers do not. */
  state: 'whole' | 'cut' | 'deaf'
  /** Requests that were begun, as `POST /traces/batch`. */
  readonly begun: string[]
  /** Takes the place of an answer's body, where it gives a text. */
  forge: (path: string, body: string) => string | undefined
}

export function lineTo(baseUrl: string, options: ClientOptions = {}): LineToServer {
  const begun: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(String(input))
    begun.push(`${init?.method} ${pathname}`)
    if (line.state === 'cut') throw new TypeError('fetch failed')
    const response = await globalThis.fetch(input, init)
    if (line.state === 'deaf') throw new TypeError('fetch failed')
    if (response.status !== 200 || pathname === '/events') return response
    const text = await response.text()
    return new Response(line.forge(pathname, text) ?? text, { status: 200, headers: response.headers })
  }
  const client = new AgentSentryClient({ baseUrl, timeoutMs: 5_000, retries: 0, fetch, ...options })
  const line: LineToServer = { client, state: 'whole', begun, forge: () => undefined }
  return line
}
