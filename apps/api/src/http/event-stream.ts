import type { ServerResponse } from 'node:http'

/** What a client that does not read may have waiting for it, in bytes, before it is let go; it can resume. */
const mostUnread = 1024 * 1024
const heartbeatMs = 15_000

export interface StreamedEvent {
  readonly id: string
  readonly event: string
  readonly data: unknown
}

/** One answer of server-sent events (WHATWG HTML, section 9.2), kept open until either side ends it. */
export class EventStream {
  readonly #response: ServerResponse
  readonly #heartbeat: NodeJS.Timeout

  /** `beginId` is where a client resumes that is cut off before the first event. */
  constructor(response: ServerResponse, beginId: string) {
    this.#response = response
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // When it ends, so does the connection: a server that closes waits for those that are kept alive.
      connection: 'close',
      // nginx would gather events before it passes them on.
      'x-accel-buffering': 'no',
    })
    response.write(`retry: 2000\nid: ${beginId}\n\n`)
    this.#heartbeat = setInterval(() => this.#write(': still here\n\n'), heartbeatMs)
    response.once('close', () => clearInterval(this.#heartbeat))
  }

  send(events: readonly StreamedEvent[]): void {
    // Data is JSON, which holds no line break.
    this.#write(
      events.map(({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
    )
  }

  end(): void {
    this.#response.end()
  }

  #write(text: string): void {
    if (this.#response.writableEnded || this.#response.destroyed) return
    if (this.#response.writableLength > mostUnread) this.#response.destroy()
    else this.#response.write(text)
  }
}
