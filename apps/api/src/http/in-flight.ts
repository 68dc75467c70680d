import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether this request holds one of the places that there are. */
    holdsPlace: boolean
  }
}

/** Answered however many others are: how the process is must be seen most when it is worst. */
const alwaysAnswered = new Set<string | undefined>(['/healthz', '/readyz', '/metrics'])
/** Stays open for as long as somebody listens, and has a bound of its own. */
const endless = new Set<string | undefined>(['/events'])

/** Whether the answer to this request goes on for as long as somebody listens. */
export function isEndless(request: FastifyRequest): boolean {
  return endless.has(request.routeOptions.url)
}

/**
 * Bounds how many requests are worked on at once. One more is refused at once, by its head: its body is not kept, only
 * dropped as it comes, so that the connection serves the next. What waits then waits with whoever asks, who can go elsewhere.
 */
export class InFlight {
  readonly most: number
  #count = 0

  constructor(most: number) {
    this.most = most
  }

  get count(): number {
    return this.#count
  }

  /** Comes before whatever may wait: for the store, for a body. */
  guard(server: FastifyInstance): void {
    const refusal = new SentryError('overloaded', 'too many requests are under way; nothing was recorded, try again')
    server.decorateRequest('holdsPlace', false)
    server.addHook('onRequest', (request, _reply, done) => {
      const { url } = request.routeOptions
      if (alwaysAnswered.has(url) || endless.has(url)) return done()
      if (this.#count >= this.most) return done(refusal)
      this.#count++
      request.holdsPlace = true
      done()
    })
    server.addHook('preParsing', ({ raw }, _reply, _payload, done) => {
      // Fastify would wait for good for the body of a request that ended while the hooks before this were waited for.
      if (raw.destroyed && !raw.complete)
        done(new SentryError('http_malformed', 'the request ended before it was complete'))
      else done()
    })
    // Every request comes by here once it is worked out, also one whose client has gone; what is left is to be sent.
    server.addHook('onSend', (request, _reply, payload, done) => {
      if (request.holdsPlace) this.#count--
      request.holdsPlace = false
      done(null, payload)
    })
  }
}
