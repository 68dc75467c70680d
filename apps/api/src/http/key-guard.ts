import { createHash, timingSafeEqual } from 'node:crypto'
import { SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** The name under which the request is audited: `api_key` where it carries the right key, else `anonymous`. */
    actor: string
  }
}

/** Who may change rules. Without a key everyone may: development mode. */
export class KeyGuard {
  readonly #digest: Buffer | null

  constructor(key: string) {
    this.#digest = key === '' ? null : digest(key)
  }

  get isOpen(): boolean {
    return this.#digest === null
  }

  /** Names the actor of every request. */
  nameActors(server: FastifyInstance): void {
    server.decorateRequest('actor', 'anonymous')
    server.addHook('onRequest', (request, _reply, done) => {
      const key = bearerOf(request)
      if (key !== null && this.#holds(key)) request.actor = 'api_key'
      done()
    })
  }

  /** For the routes that need the key, as `onRequest`: nothing of a request is read before it. */
  readonly demandKey = async (request: FastifyRequest): Promise<void> => {
    if (this.isOpen) return
    const key = bearerOf(request)
    if (key === null) throw new SentryError('key_missing', 'send the API key as `Authorization: Bearer …`')
    if (!this.#holds(key)) throw new SentryError('key_wrong', 'this API key is not the right one')
  }

  /** Digests are compared, so that neither the time nor the length tells how much of a key was right. */
  #holds(key: string): boolean {
    return this.#digest !== null && timingSafeEqual(this.#digest, digest(key))
  }
}

function bearerOf({ headers: { authorization } }: FastifyRequest): string | null {
  return authorization === undefined ? null : (/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? null)
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
