import type { Clock, Keys } from '@agentsentry/pipeline'

/** How old the store's word may be that there is no key. */
const trustMs = 1_000
/** From this age on it is asked again beside the request. */
const refreshMs = 500

/**
 * Whether the store has ever held a key, as it was at most a second ago. Once it has, it is not asked again: when the last
 * key is revoked or expires, nobody is let in, and not everybody.
 */
export class KeyPresence {
  readonly #keys: Keys
  /** Never goes back. */
  readonly #clock: Clock
  #isSeen: boolean
  #askedAtMs = -Infinity
  #asking: Promise<boolean> | null = null

  /** `isSeen`: there is no need to ask. */
  constructor(keys: Keys, clock: Clock, isSeen: boolean) {
    this.#keys = keys
    this.#clock = clock
    this.#isSeen = isSeen
  }

  /** The last that was heard. */
  get isSeen(): boolean {
    return this.#isSeen
  }

  /** At once where the last look is not too old. Rejects with `store_unavailable`. */
  look(): boolean | Promise<boolean> {
    if (this.#isSeen) return true
    const ageMs = this.#clock.nowMs() - this.#askedAtMs
    if (ageMs < refreshMs) return false
    const asking = this.#ask()
    if (ageMs >= trustMs) return asking
    asking.catch(() => {})
    return false
  }

  #ask(): Promise<boolean> {
    this.#asking ??= this.#askNow().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #askNow(): Promise<boolean> {
    const askedAtMs = this.#clock.nowMs()
    this.#isSeen = await this.#keys.hasKeys()
    this.#askedAtMs = askedAtMs
    return this.#isSeen
  }
}
