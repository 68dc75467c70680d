import { randomFillSync } from 'node:crypto'
import type { Ids } from '@agentsentry/pipeline'
import { v7 } from 'uuid'

const randomBytesPerId = 16

/**
 * UUIDs of version 7 (RFC 9562), with a counter behind the time so that those of one process sort in the order in which
 * they were made. The time is the one inside the id, so ordering by id is ordering by time.
 */
class UuidIds implements Ids {
  /** Drawn for many ids at a time: asking the system for 16 random bytes costs as much as asking for 4096. */
  readonly #pool = new Uint8Array(256 * randomBytesPerId)
  #used = this.#pool.length
  #timeMs = 0
  #counter = 0

  next(): { id: string; timeMs: number } {
    const random = this.#random()
    const nowMs = Date.now()
    // A clock that stands still or goes back does not reorder ids; a counter that runs out borrows the next millisecond.
    if (nowMs > this.#timeMs) {
      this.#timeMs = nowMs
      this.#counter = ((random[6] as number) << 16) | ((random[7] as number) << 8) | (random[8] as number)
    } else if (++this.#counter > 0xffff_ffff) {
      this.#timeMs++
      this.#counter = 0
    }
    return { id: v7({ random, msecs: this.#timeMs, seq: this.#counter }), timeMs: this.#timeMs }
  }

  #random(): Uint8Array {
    if (this.#used === this.#pool.length) {
      randomFillSync(this.#pool)
      this.#used = 0
    }
    this.#used += randomBytesPerId
    return this.#pool.subarray(this.#used - randomBytesPerId, this.#used)
  }
}

/** One for the process, so that all its ids sort. */
export const uuidIds: Ids = new UuidIds()
