import { randomFrom } from '../random.ts'

/** Draws from a seed: the same things in the same order on every machine. */
export class Draw {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  chance(share: number): boolean {
    return this.#random() < share
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item
  }

  /** `length` characters of an alphabet. */
  characters(alphabet: string, length: number): string {
    let text = ''
    while (text.length < length) text += alphabet.charAt(this.below(alphabet.length))
    return text
  }

  digits(length: number): string {
    return this.characters('0123456789', length)
  }

  hex(length: number): string {
    return this.characters('0123456789abcdef', length)
  }

  lower(length: number): string {
    return this.characters('0123456789abcdefghijklmnopqrstuvwxyz', length)
  }

  upper(length: number): string {
    return this.characters('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', length)
  }
}
