import type { Bytes, SendOptions } from './hostile-sender.ts'

/** Something that a client should not send, or that only looks so, with the answer that it gets. */
export interface HostileInput {
  readonly name: string
  readonly bytes: Bytes
  readonly after?: SendOptions['after']
  /** Null: the connection is closed without an answer. */
  readonly status: number | null
  /** The problem code, for every status from 400 on. */
  readonly code?: string
  /** What the body of the answer holds, where that matters. */
  readonly holds?: object
}

/** What exists on the server that the inputs are sent to. */
export interface Target {
  readonly sessionId: string
  readonly traceId: string
  readonly apiKey: string
}

export interface HostileRequest {
  readonly method?: string
  readonly path: string
  /** Beside `Host`, `Connection: close`, `Content-Type: application/json` and `Content-Length`; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown
}

/** A well-formed HTTP request around whatever is in it. */
export function requestBytes({ method, path, headers = {}, body }: HostileRequest): Buffer {
  const payload = body === undefined ? null : Buffer.isBuffer(body) ? body : Buffer.from(textOf(body))
  const fields = {
    Host: 'localhost',
    Connection: 'close',
    'Content-Type': payload === null ? null : 'application/json',
    'Content-Length': payload === null ? null : String(payload.length),
    ...headers,
  }
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}\r\n`))
  const start = `${method ?? (payload === null ? 'GET' : 'POST')} ${path} HTTP/1.1\r\n`
  return Buffer.concat([Buffer.from(`${start}${lines.join('')}\r\n`), payload ?? Buffer.alloc(0)])
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body)
}
