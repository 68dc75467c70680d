/** The part of autocannon that the load generator uses. The two counters are its own, not documented: see `load.ts`. */
declare module 'autocannon' {
  interface Request {
    method: string
    path: string
    headers: Record<string, string>
    body: string
  }

  interface Client {
    setRequests(requests: Request[]): void
    /** Requests sent on this connection. */
    readonly reqsMade: number
    /** The connection ends after this many requests have been answered. */
    responseMax: number | undefined
  }

  interface Options {
    url: string
    connections: number
    /** Seconds. */
    duration: number
    /** Milliseconds between looks at whether the run has ended. */
    sampleInt: number
    setupClient(client: Client): void
  }

  interface Result {
    errors: number
    timeouts: number
    requests: { sent: number }
  }

  interface Run extends PromiseLike<Result> {
    on(event: 'response', listener: (client: Client, status: number, bytes: number, latencyMs: number) => void): this
  }

  export type { Client }
  export default function autocannon(options: Options): Run
}
