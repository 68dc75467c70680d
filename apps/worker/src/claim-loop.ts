export interface ClaimLoopOptions<Claim> {
  /** How many more could be worked at once now, where so many are under way. */
  readonly room: (underWay: number) => number
  /** Claims at most so many of what is due. */
  readonly claim: (limit: number) => Promise<readonly Claim[]>
  /** Works one. It settles soon after the signal is aborted, with the claim given back. */
  readonly work: (claim: Claim, signal: AbortSignal) => Promise<void>
  /** Told once when claiming or working begins to fail, and not again before `onRecovery`. */
  readonly onFailure: (error: unknown) => void
  /** Told when claiming succeeds again and nothing has failed for a while. */
  readonly onRecovery?: () => void
  /** How long to wait when nothing is due. */
  readonly idleMs?: number
  /** While it fails the wait is doubled, up to this. */
  readonly longestWaitMs?: number
}

/**
 * Claims what is due and works it, as much at once as there is room for. A claim whose work fails is left to its lease:
 * it is due again when that has run out.
 */
export class ClaimLoop<Claim> {
  readonly #options: Required<ClaimLoopOptions<Claim>>
  readonly #stopping = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #ended: Promise<void>
  /** How often it has failed since it last went well. */
  #failures = 0
  #isFailing = false
  /** Something finished that the loop has not looked at yet. */
  #isWoken = false
  #wake: () => void = () => {}

  constructor(options: ClaimLoopOptions<Claim>) {
    this.#options = { idleMs: 250, longestWaitMs: 5_000, onRecovery: () => {}, ...options }
    this.#ended = this.#run()
  }

  /** Claims nothing more, has what is under way given back, and resolves when that is done. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wakeUp()
    await this.#ended
    await Promise.all(this.#underWay)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      this.#isWoken = false
      const begun = await this.#claimSome().catch((error: unknown) => this.#fail(error))
      if (this.#failures > 0) await this.#waitAfterFailure()
      // Something finished means that there may be room again; nothing claimed means that nothing is due.
      else if (begun === 0) await this.#pause(this.#options.idleMs)
    }
  }

  async #claimSome(): Promise<number> {
    const { room, claim } = this.#options
    const limit = Math.floor(room(this.#underWay.size))
    if (limit <= 0) return 0
    const claims = await claim(limit)
    for (const one of claims) this.#begin(one)
    if (this.#failures === 0) this.#recover()
    // What failed before is looked at again: the claim alone went well.
    this.#failures = 0
    return claims.length
  }

  #begin(claim: Claim): void {
    const work = this.#options
      .work(claim, this.#stopping.signal)
      .catch((error: unknown) => {
        this.#fail(error)
      })
      .finally(() => {
        this.#underWay.delete(work)
        this.#wakeUp()
      })
    this.#underWay.add(work)
  }

  #fail(error: unknown): number {
    if (!this.#isFailing) this.#options.onFailure(error)
    this.#isFailing = true
    this.#failures++
    return 0
  }

  #recover(): void {
    if (this.#isFailing) this.#options.onRecovery()
    this.#isFailing = false
  }

  /** Not cut short by work that ends: with the store away, all that is under way ends at once. */
  async #waitAfterFailure(): Promise<void> {
    const { idleMs, longestWaitMs } = this.#options
    const untilMs = performance.now() + Math.min(idleMs * 2 ** Math.min(this.#failures, 20), longestWaitMs)
    while (!this.#stopping.signal.aborted && performance.now() < untilMs) {
      this.#isWoken = false
      await this.#pause(untilMs - performance.now())
    }
  }

  #wakeUp(): void {
    this.#isWoken = true
    this.#wake()
  }

  #pause(forMs: number): Promise<void> {
    if (this.#isWoken) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, forMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
