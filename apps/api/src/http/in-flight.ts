import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether this request holds one of the places that there are. */
    holdsPlace: boolean
    /** What its body counts for among those that are held, in bytes; 0 where there is none or it is small. */
    countedBytes: number
    /** When its body began to arrive, by the clock that never goes back. */
    arrivesSinceMs: number
  }
}

export interface InFlightBounds {
  /** Requests. */
  readonly most: number
  /** Bytes of the large bodies of all of them together. */
  readonly mostBytes: number
  /** What a body that does not say how long it is may come to, in bytes. */
  readonly largestBody: number
}

/** Answered however many others are: how the process is must be seen most when it is worst. */
const alwaysAnswered = new Set<string | undefined>(['/healthz', '/readyz', '/metrics'])
/** Stays open for as long as somebody listens, and has a bound of its own. */
const endless = new Set<string | undefined>(['/events'])

/** Bodies up to so many bytes are bounded by how many there may be: large ones must not leave them without room. */
const smallBody = 16 * 1024
/** For so long a body may arrive before it gives way to others. Where there is room it has the time of any request. */
const patienceMs = 1_000

/** Whether the answer to this request goes on for as long as somebody listens. */
export function isEndless(request: FastifyRequest): boolean {
  return endless.has(request.routeOptions.url)
}

/**
 * Bounds how many requests are worked on at once, and how large their bodies are together. One more is refused at once, by
 * its head: its body is not kept, only dropped as it comes, so that the connection serves the next. What waits then waits
 * with whoever asks, who can go elsewhere.
 *
 * A body that arrives slowly holds its place for as long as nobody else needs it. Whoever finds no room has it from the
 * one that has been arriving longest, where that is longer than `patienceMs`: bodies that dribble keep nobody out, and no
 * clock runs for them.
 */
export class InFlight {
  readonly #bounds: InFlightBounds
  #count = 0
  #bytes = 0
  /** Whose bodies are not there yet, in the order in which they began. */
  readonly #arriving = new Set<FastifyRequest>()

  constructor(bounds: InFlightBounds) {
    this.#bounds = bounds
  }

  get count(): number {
    return this.#count
  }

  get most(): number {
    return this.#bounds.most
  }

  /** Of the large bodies that are held, or for which room is kept. */
  get bytes(): number {
    return this.#bytes
  }

  get mostBytes(): number {
    return this.#bounds.mostBytes
  }

  /** Comes before whatever may wait: for the store, for a body. */
  guard(server: FastifyInstance): void {
    const refusal = new SentryError('overloaded', 'too many requests are under way; nothing was recorded, try again')
    server.decorateRequest('holdsPlace', false)
    server.decorateRequest('countedBytes', 0)
    server.decorateRequest('arrivesSinceMs', 0)
    server.addHook('onRequest', (request, _reply, done) => {
      const { url } = request.routeOptions
      if (alwaysAnswered.has(url) || endless.has(url)) return done()
      const bytes = this.#countedBytesOf(request)
      if (!this.#hasRoom(bytes) && !this.#makeRoom(bytes)) return done(refusal)
      this.#count++
      this.#bytes += bytes
      request.holdsPlace = true
      request.countedBytes = bytes
      done()
    })
    server.addHook('preParsing', (request, _reply, _payload, done) => {
      const { raw } = request
      // Fastify would wait for good for the body of a request that ended while the hooks before this were waited for.
      if (raw.destroyed && !raw.complete)
        return done(new SentryError('http_malformed', 'the request ended before it was complete'))
      if (request.holdsPlace && hasBody(request)) {
        request.arrivesSinceMs = performance.now()
        this.#arriving.add(request)
      }
      done()
    })
    server.addHook('preValidation', (request, _reply, done) => {
      if (this.#arriving.delete(request) && request.rawBody !== null) this.#recount(request, request.rawBody.length)
      done()
    })
    // Every request comes by here once it is worked out, also one whose client has gone; what is left is to be sent.
    server.addHook('onSend', (request, _reply, payload, done) => {
      this.#release(request)
      done(null, payload)
    })
  }

  #hasRoom(bytes: number): boolean {
    const { most, mostBytes } = this.#bounds
    // The only large body is let in whatever its size.
    return this.#count < most && (bytes === 0 || this.#bytes === 0 || this.#bytes + bytes <= mostBytes)
  }

  /** Returns whether there is room now. */
  #makeRoom(bytes: number): boolean {
    const sinceMs = performance.now() - patienceMs
    for (const request of this.#arriving) {
      if (request.arrivesSinceMs > sinceMs) return false
      // Where only bytes are missing, a small body has none to give.
      const helps = this.#count >= this.#bounds.most || request.countedBytes > 0
      if (!helps || request.raw.complete) continue
      this.#giveUp(request)
      if (this.#hasRoom(bytes)) return true
    }
    return false
  }

  /** Whoever reads the body (`readBody`) reads no more of it, and the request is answered with the error. */
  #giveUp(request: FastifyRequest): void {
    this.#release(request)
    const reason = 'the body arrived slowly while others had no room; nothing was recorded, try again'
    if (request.raw.listenerCount('error') > 0) request.raw.emit('error', new SentryError('overloaded', reason))
  }

  #release(request: FastifyRequest): void {
    if (!request.holdsPlace) return
    this.#count--
    this.#bytes -= request.countedBytes
    request.holdsPlace = false
    request.countedBytes = 0
    this.#arriving.delete(request)
  }

  /** Now that it is there, a body counts for what it is. */
  #recount(request: FastifyRequest, bytes: number): void {
    const counted = bytes > smallBody ? bytes : 0
    this.#bytes += counted - request.countedBytes
    request.countedBytes = counted
  }

  /** A body that is larger than allowed is refused before it is read. */
  #countedBytesOf({ headers }: FastifyRequest): number {
    const { largestBody } = this.#bounds
    if (headers['transfer-encoding'] !== undefined) return largestBody
    const declared = Number(headers['content-length'] ?? 0)
    return declared > smallBody && declared <= largestBody ? declared : 0
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
