import type { GroupCommit } from '../store-sql/group-commit.ts'

/**
 * Several group commits side by side, each over a connection of its own. What belongs to one session goes into one of them,
 * and so keeps its order.
 */
export class CommitLanes<Write, Outcome> {
  readonly #lanes: readonly GroupCommit<Write, Outcome>[]
  readonly #keyOf: (write: Write) => string

  constructor(lanes: readonly GroupCommit<Write, Outcome>[], keyOf: (write: Write) => string) {
    this.#lanes = lanes
    this.#keyOf = keyOf
  }

  add(write: Write): Promise<Outcome> {
    const lane = this.#lanes[spread(this.#keyOf(write)) % this.#lanes.length] as GroupCommit<Write, Outcome>
    return lane.add(write)
  }

  /** Resolves when everything added so far has its outcome. */
  async settled(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.settled()))
  }
}

/** Of equal texts the same, of others mostly another (FNV-1a). */
function spread(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
