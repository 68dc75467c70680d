import { SentryError } from '@agentsentry/contract'
import { type Clock, type Keys, type StoredKey, TokenBucket } from '@agentsentry/pipeline'
import { BoundedMap } from './bounded-map.ts'

/** How long what the store said of a key may be relied on: so long a revoked key may go on at most. */
const trustMs = 1_000
/** From this age on it is asked again beside the request, so that a key in steady use never waits for the store. */
const refreshMs = 500
/** Keys that are not known here yet, in a second: whoever makes up keys must not keep the store busy. */
const newKeysPerSecond = 200

interface Sighting {
  readonly key: StoredKey | null
  /** When the store was asked. */
  readonly askedAtMs: number
}

/** Keys, by hash, as the store knew them at most a second ago. Null: the store has no such key. */
export class KnownKeys {
  readonly #keys: Keys
  /** Never goes back. */
  readonly #clock: Clock
  readonly #newKeys: TokenBucket
  // Apart, so that no number of made-up keys drives a real one out.
  readonly #found = new BoundedMap<Sighting>(10_000)
  readonly #missing = new BoundedMap<Sighting>(2_000)
  readonly #asking = new Map<string, Promise<Sighting>>()

  constructor(keys: Keys, clock: Clock) {
    this.#keys = keys
    this.#clock = clock
    this.#newKeys = new TokenBucket({ perMinute: newKeysPerSecond * 60, burst: newKeysPerSecond }, clock)
  }

  /** Whether this hash was looked for before, and not so long ago that it is forgotten. */
  remembers(hash: string): boolean {
    return this.#found.get(hash) !== undefined || this.#missing.get(hash) !== undefined
  }

  /** At once where it is known. Rejects with `store_unavailable`, and with `rate_limited` when too many are new. */
  find(hash: string): StoredKey | null | Promise<StoredKey | null> {
    const nowMs = this.#clock.nowMs()
    const sighting = this.#found.get(hash) ?? this.#missing.get(hash)
    const ageMs = sighting === undefined ? Infinity : nowMs - sighting.askedAtMs
    if (sighting?.key) {
      if (ageMs >= trustMs) return this.#wait(hash, nowMs)
      // When the store does not answer, a later request finds out: soon enough.
      if (ageMs >= refreshMs) this.#ask(hash).catch(() => {})
      return sighting.key
    }
    if (ageMs < trustMs) return null
    if (this.#newKeys.take() === 0) return this.#wait(hash, nowMs)
    return sighting === undefined ? Promise.reject(tooManyNewKeys()) : null
  }

  /** An answer that took the store long says how things were when it was asked, which may be too long ago by now. */
  async #wait(hash: string, sinceMs: number): Promise<StoredKey | null> {
    for (;;) {
      const { key, askedAtMs } = await this.#ask(hash)
      if (askedAtMs >= sinceMs || this.#clock.nowMs() - askedAtMs < trustMs) return key
    }
  }

  /** One question at a time for each key. */
  #ask(hash: string): Promise<Sighting> {
    const underWay = this.#asking.get(hash)
    if (underWay !== undefined) return underWay
    const asking = this.#askNow(hash).finally(() => this.#asking.delete(hash))
    this.#asking.set(hash, asking)
    return asking
  }

  async #askNow(hash: string): Promise<Sighting> {
    const askedAtMs = this.#clock.nowMs()
    const key = await this.#keys.keyByHash(hash)
    const sighting = { key, askedAtMs }
    const [one, other] = key === null ? [this.#missing, this.#found] : [this.#found, this.#missing]
    one.set(hash, sighting)
    other.delete(hash)
    return sighting
  }
}

function tooManyNewKeys(): SentryError {
  return new SentryError('rate_limited', 'too many unknown API keys come at once; try again in a second')
}
