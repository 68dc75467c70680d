import { type Clock, TokenBucket } from '@agentsentry/pipeline'
import type { FastifyReply } from 'fastify'
import { BoundedMap } from './bounded-map.ts'

/** What is left to a key after a request. */
export interface KeyRate {
  readonly perMinute: number
  readonly remaining: number
  /** 0 where the request is within the limit, else when there is room for the next one. */
  readonly waitMs: number
}

/**
 * Requests a minute of each key, in this process: a whole minute's worth at once, then evenly. Nothing is written down,
 * so several processes allow as many times the limit.
 */
export class KeyRates {
  readonly #clock: Clock
  readonly #buckets = new BoundedMap<TokenBucket>(10_000)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  take(keyId: string, perMinute: number): KeyRate {
    let bucket = this.#buckets.get(keyId)
    if (bucket === undefined) {
      bucket = new TokenBucket({ perMinute, burst: perMinute }, this.#clock)
      this.#buckets.set(keyId, bucket)
    }
    const waitMs = bucket.take()
    return { perMinute, remaining: bucket.available, waitMs }
  }
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-11. `t` says when all of the quota is back, or, when nothing is left,
 * when there is room for one request; `Retry-After` then says the same.
 */
export function tellRate(reply: FastifyReply, { perMinute, remaining, waitMs }: KeyRate): void {
  const retryAfterS = Math.ceil(waitMs / 1_000)
  const resetS = waitMs > 0 ? retryAfterS : Math.ceil(((perMinute - remaining) * 60) / perMinute)
  reply.header('ratelimit-policy', `"key";q=${perMinute};w=60`)
  reply.header('ratelimit', `"key";r=${remaining};t=${resetS}`)
  if (waitMs > 0) reply.header('retry-after', String(retryAfterS))
}
