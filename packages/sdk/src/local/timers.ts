/** A timer that keeps no process alive where there are such. */
export function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}

/** A pause that can be cut short, and that keeps the process alive only when told to. */
export class Pause {
  #end: (() => void) | null = null

  /** Resolves after so long, or with {@link cut}. */
  wait(ms: number, keepAlive: boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#end?.(), ms)
      if (!keepAlive) unref(timer)
      this.#end = () => {
        clearTimeout(timer)
        this.#end = null
        resolve()
      }
    })
  }

  cut(): void {
    this.#end?.()
  }
}

/** Has something done when whatever else waits now has had its turn. */
export function afterwards(work: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (work: () => void) => void }
  if (setImmediate === undefined) setTimeout(work, 0)
  else setImmediate(work)
}
