import { type AgentSentryClient, ApiError } from '@agentsentry/sdk'

/** Comments in between keep proxies from closing, and find out that a browser has gone. */
const heartbeatMs = 15_000
/** After this the browser comes again, and its session is looked at anew. */
const longestMs = 30 * 60 * 1_000
/** Messages that a browser may leave unread before it is let go; it resumes. */
const mostUnread = 2_000

/**
 * Events of the API as server-sent events, with events of our own between them: `link` says whether the API answers (`up`,
 * `down`), `denied` that it no longer serves this key. Ends when the browser leaves, and the connection to the API with it.
 */
export function relayEvents(
  client: Pick<AgentSentryClient, 'events'>,
  { lastEventId, since, signal }: { lastEventId?: string | undefined; since?: Date | undefined; signal: AbortSignal },
): ReadableStream<Uint8Array> {
  const ending = new AbortController()
  const end = () => ending.abort()
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const write = writerOf(controller, end)
      write('retry: 2000\n\n')
      const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs)
      const lifetime = setTimeout(end, longestMs)
      void pump(client, { lastEventId, since, signal: ending.signal, write }).finally(() => {
        clearInterval(heartbeat)
        clearTimeout(lifetime)
        signal.removeEventListener('abort', end)
        close(controller)
      })
    },
    cancel: end,
  })
}

interface Pump {
  readonly lastEventId: string | undefined
  readonly since: Date | undefined
  readonly signal: AbortSignal
  readonly write: (message: string) => void
}

async function pump(client: Pick<AgentSentryClient, 'events'>, { write, ...options }: Pump): Promise<void> {
  const onConnection = (state: 'open' | 'lost') => write(message('link', state === 'open' ? 'up' : 'down'))
  try {
    for await (const { id, event, data } of client.events({ ...options, onConnection })) {
      write(`id: ${id}\n${message(event, data)}`)
    }
  } catch (error) {
    if (options.signal.aborted) return
    if (!(error instanceof ApiError)) throw error
    write(message(error.status === 422 ? 'lost' : 'denied', error.code))
  }
}

/** Data is JSON, which holds no line break. */
function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

function writerOf(controller: ReadableStreamDefaultController<Uint8Array>, end: () => void): (text: string) => void {
  const encoder = new TextEncoder()
  return (text) => {
    if ((controller.desiredSize ?? 0) < -mostUnread) return end()
    try {
      controller.enqueue(encoder.encode(text))
    } catch {
      // The browser left in this moment.
      end()
    }
  }
}

function close(controller: ReadableStreamDefaultController<Uint8Array>): void {
  try {
    controller.close()
  } catch {
    // It is closed already where the browser left first.
  }
}
