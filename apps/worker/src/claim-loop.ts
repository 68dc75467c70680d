export interface ClaimLoopOptions<Claim> {
  /** How many could be worked at once now, besides those under way. */
  readonly room: () => number
  /** Claims at most so many of what is due. */
  readonly claim: (limit: number) => Promise<readonly Claim[]>
  /** Works one. It settles soon after the signal is aborted, with the claim given back. */
  readonly work: (claim: Claim, signal: AbortSignal) => Promise<void>
  /** Told once when claiming or working begins to fail, and not again before something succeeded. */
  readonly onFailure: (error: unknown) => void
  /** How long to wait when nothing is due. */
  readonly idleMs?: number
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
  #isFailing = false
  #wake: () => void = () => {}

  constructor(options: ClaimLoopOptions<Claim>) {
    this.#options = { idleMs: 500, ...options }
    this.#ended = this.#run()
  }

  /** Claims nothing more, has what is under way given back, and resolves when that is done. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake()
    await this.#ended
    await Promise.all(this.#underWay)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const begun = await this.#claimSome().catch((error: unknown) => this.#fail(error))
      // Something finished means that there may be room again; nothing claimed means that nothing is due.
      if (begun === 0) await this.#pause()
    }
  }

  async #claimSome(): Promise<number> {
    const { room, claim } = this.#options
    const limit = Math.floor(room())
    if (limit <= 0) return 0
    const claims = await claim(limit)
    this.#isFailing = false
    for (const one of claims) this.#begin(one)
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
        this.#wake()
      })
    this.#underWay.add(work)
  }

  #fail(error: unknown): number {
    if (!this.#isFailing) this.#options.onFailure(error)
    this.#isFailing = true
    return 0
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.idleMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
