import type { Line } from '../collect-text.ts'

/** How many characters the views of one trace may hold together: so many for each of its own, and some more. */
export const charactersPerCharacter = 4
export const freeCharacters = 64 * 1024

/** Bounds what all views of one trace produce, and remembers why something was left out. */
export class Budget {
  #left: number
  #cut: string | undefined
  #isReported = false

  constructor(lines: readonly Line[]) {
    this.#left = freeCharacters
    for (const { prefix, value } of lines) this.#left += charactersPerCharacter * (prefix.length + value.length)
  }

  /** True when so many characters may still be produced; they are then counted. */
  take(characters: number): boolean {
    if (characters > this.#left) {
      this.cut(`views may hold ${charactersPerCharacter} times the characters of a trace and ${freeCharacters} more`)
      return false
    }
    this.#left -= characters
    return true
  }

  /** Says that something was left out. The first reason stays. */
  readonly cut = (reason: string): void => {
    this.#cut ??= reason
  }

  /** The reason, once. */
  report(): string | null {
    const reason = this.#isReported ? null : (this.#cut ?? null)
    if (reason !== null) this.#isReported = true
    return reason
  }
}
