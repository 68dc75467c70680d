import { hash, timingSafeEqual } from 'node:crypto'
import { apiKeyPrefix, isApiKey } from '@agentsentry/contract'
import { type Clock, defaultProjectId, type Keys, type StoredKey } from '@agentsentry/pipeline'
import type { FastifyRequest } from 'fastify'
import { bearerKeyOf } from './bearer-key.ts'
import { BoundedMap } from './bounded-map.ts'
import {
  type Caller,
  keyExpired,
  keyMalformed,
  keyMissing,
  keyRevoked,
  keyUnknown,
  type Refusal,
  tooManyTries,
} from './caller.ts'
import { FailedTries } from './failed-tries.ts'
import { KnownKeys } from './known-keys.ts'

export interface CallerFinderOptions {
  readonly keys: Keys
  /** AGENTSENTRY_API_KEY: the admin key of the default project. Empty where there is none. */
  readonly apiKey: string
  /** Requests a minute of a key that has no limit of its own; 0 where there is none. */
  readonly perMinute: number
}

/** A key that somebody thought of can be guessed; one of this length was made by a machine. */
const unguessableLength = 32

/**
 * Whose key a request carries. What is compared, and looked up, is the SHA-256 of a key: whoever tries keys cannot choose
 * how it begins, so the time that a comparison takes tells nothing of a key. The one that is compared here is compared in
 * constant time besides.
 */
export class CallerFinder {
  readonly #keys: KnownKeys
  readonly #tries: FailedTries
  /** Wrong keys that were tried already: the same one again is a mistake, not a search. */
  readonly #tried = new BoundedMap<true>(2_000)
  readonly #apiKey: { readonly digest: Buffer; readonly isGuessable: boolean } | null
  readonly #apiKeyCaller: Caller
  readonly #perMinute: number

  constructor({ keys, apiKey, perMinute }: CallerFinderOptions, clock: Clock) {
    this.#keys = new KnownKeys(keys, clock)
    this.#tries = new FailedTries(clock)
    this.#apiKey = apiKey === '' ? null : { digest: digestOf(apiKey), isGuessable: apiKey.length < unguessableLength }
    this.#apiKeyCaller = { projectId: defaultProjectId, actor: 'api_key', role: 'admin', perMinute }
    this.#perMinute = perMinute
  }

  /** At once where the key is known. Rejects with `store_unavailable`, and with `rate_limited`. */
  find(request: FastifyRequest): Caller | Refusal | Promise<Caller | Refusal> {
    const key = bearerKeyOf(request)
    if (key === null) return keyMissing
    const digest = digestOf(key)
    if (this.#apiKey !== null && timingSafeEqual(this.#apiKey.digest, digest)) {
      const isLockedOut = this.#apiKey.isGuessable && this.#tries.isExhausted(request.ip)
      return isLockedOut ? tooManyTries : this.#apiKeyCaller
    }
    const keyHash = digest.toString('hex')
    if (!this.#keys.remembers(keyHash)) {
      if (!key.startsWith(apiKeyPrefix)) return this.#refuseUnknown(keyHash, request.ip)
      if (!isApiKey(key)) return keyMalformed
      if (this.#tries.isExhausted(request.ip)) return tooManyTries
    }
    const found = this.#keys.find(keyHash)
    if (found instanceof Promise) return found.then((stored) => this.#callerOf(stored, keyHash, request.ip))
    return this.#callerOf(found, keyHash, request.ip)
  }

  #callerOf(key: StoredKey | null, keyHash: string, address: string): Caller | Refusal {
    if (key === null) return this.#refuseUnknown(keyHash, address)
    if (key.revokedAtMs !== null) return keyRevoked
    if (key.expiresAtMs !== null && key.expiresAtMs <= Date.now()) return keyExpired
    const { id, projectId, role, rateLimit } = key
    return { projectId, actor: `key:${id}`, role, perMinute: rateLimit ?? this.#perMinute }
  }

  #refuseUnknown(keyHash: string, address: string): Refusal {
    if (this.#tried.get(keyHash)) return keyUnknown
    if (!this.#tries.take(address)) return tooManyTries
    this.#tried.set(keyHash, true)
    return keyUnknown
  }
}

function digestOf(key: string): Buffer {
  return hash('sha256', key, 'buffer')
}
