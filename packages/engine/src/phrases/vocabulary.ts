/**
 * The words of all phrases, by number. A word of a text is looked up where it stands, whatever its case, without being
 * copied out of the text when it is ASCII.
 */
export class Vocabulary {
  readonly #words: string[] = []
  readonly #numberOf = new Map<string, number>()
  /** Open addressing over ASCII words: word number + 1, 0 where free. A power of two long. */
  #slots = new Int32Array(64)

  get size(): number {
    return this.#words.length
  }

  /** The number of a word in lower case, given now if it has none. */
  add(word: string): number {
    const known = this.#numberOf.get(word)
    if (known !== undefined) return known
    const number = this.#words.length
    this.#words.push(word)
    this.#numberOf.set(word, number)
    if (2 * this.#words.length > this.#slots.length) this.#grow()
    else this.#insert(number)
    return number
  }

  /** The number of the word that stands in `[start, end)`, or -1. */
  numberAt(text: string, start: number, end: number): number {
    let hash = end - start
    for (let at = start; at < end; at++) {
      const unit = text.charCodeAt(at)
      if (unit >= 128) return this.#numberOf.get(text.slice(start, end).toLowerCase()) ?? -1
      hash = Math.imul(hash ^ (unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit), 0x01000193)
    }
    const mask = this.#slots.length - 1
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const number = (this.#slots[slot] as number) - 1
      if (number < 0) return -1
      if (this.#isWordAt(this.#words[number] as string, text, start, end)) return number
    }
  }

  #isWordAt(word: string, text: string, start: number, end: number): boolean {
    if (word.length !== end - start) return false
    for (let at = 0; at < word.length; at++) {
      const unit = text.charCodeAt(start + at)
      if (word.charCodeAt(at) !== (unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit)) return false
    }
    return true
  }

  #insert(number: number): void {
    const word = this.#words[number] as string
    let hash = word.length
    for (let at = 0; at < word.length; at++) {
      const unit = word.charCodeAt(at)
      if (unit >= 128) return
      hash = Math.imul(hash ^ unit, 0x01000193)
    }
    const mask = this.#slots.length - 1
    let slot = spread(hash) & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = number + 1
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length)
    for (let number = 0; number < this.#words.length; number++) this.#insert(number)
  }
}

/** The low bits of the product depend on the low bits of its factors alone; the high ones know the whole word. */
function spread(hash: number): number {
  return (hash ^ (hash >>> 15)) >>> 0
}
