import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
  /** Milliseconds since the epoch. */
  at: number
}

export interface Reply {
  status?: number
  headers?: Record<string, string>
  /** Sent as it is when it is a string, else as JSON. */
  body?: unknown
  /** Before the answer begins. */
  delayMs?: number
  /** Close the connection without an answer. */
  drop?: boolean
  /** Send the head and half of the body, and nothing more. */
  stall?: boolean
}

export interface ScriptedServer {
  readonly url: string
  readonly received: Received[]
  stop(): Promise<void>
}

/** A real HTTP server that does what no well-behaved one can be made to do. `answer` gets the request and its index. */
export async function startScriptedServer(
  answer: (request: Received, index: number) => Reply | Promise<Reply>,
): Promise<ScriptedServer> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const entry = { method, url, headers, body: Buffer.concat(chunks), at: Date.now() }
    const reply = await answer(entry, received.push(entry) - 1)
    await sleep(reply.delayMs ?? 0)
    if (reply.drop) return request.socket.destroy()
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {})
    const length = String(Buffer.byteLength(text))
    response.writeHead(reply.status ?? 200, {
      'content-type': 'application/json',
      'content-length': length,
      ...reply.headers,
    })
    if (reply.stall) response.write(text.slice(0, text.length / 2))
    else response.end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** An address at which nothing listens. */
export async function deadAddress(): Promise<string> {
  const server = await startScriptedServer(() => ({}))
  await server.stop()
  return server.url
}

/** The answer of `POST /traces`, with what matters to the enforcer. */
export function verdict(decision: unknown, more: Record<string, unknown> = {}): Reply {
  return { body: { id: 'trace-1', session_id: 's', decision, reasons: [], payload: {}, ...more } }
}
