import { isIPv6 } from 'node:net'
import { type Clock, TokenBucket } from '@agentsentry/pipeline'
import { BoundedMap } from './bounded-map.ts'

/** Different wrong keys that one address may try at once, and in each minute after that. */
const tries = { burst: 30, perMinute: 10 }

/** Who tries one key after the other, by address. */
export class FailedTries {
  readonly #clock: Clock
  readonly #buckets = new BoundedMap<TokenBucket>(10_000)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** False when the address has had all of its tries. */
  take(address: string): boolean {
    return this.#bucket(address).take() === 0
  }

  isExhausted(address: string): boolean {
    const bucket = this.#buckets.get(networkOf(address))
    return bucket !== undefined && bucket.available < 1
  }

  #bucket(address: string): TokenBucket {
    const network = networkOf(address)
    const known = this.#buckets.get(network)
    if (known !== undefined) return known
    const bucket = new TokenBucket(tries, this.#clock)
    this.#buckets.set(network, bucket)
    return bucket
  }
}

/** Of IPv6 the first half: whoever has one address there commonly has all of that network. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length
  return [...groups, ...Array(Math.max(0, missing)).fill('0')].slice(0, 4).join(':')
}
