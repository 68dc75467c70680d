import { holds } from './character-set.ts'
import { beyondAscii } from './neighbours.ts'
import { type Syntax, widthOf } from './syntax.ts'

/**
 * A pattern as instructions of a nondeterministic automaton that accepts all that the pattern matches, and perhaps more:
 * assertions always hold, and all characters beyond ASCII are one.
 */
export interface FilterProgram {
  /** By instruction: the set of which it takes a character, or -1. */
  readonly takes: readonly number[]
  /** By instruction: where it goes on, without a character unless it takes one. */
  readonly next: readonly (readonly number[])[]
  /** Reached when all of the pattern has matched. */
  readonly accept: number
  readonly start: number
  /** By set: which entries it holds, ASCII characters first, then one for all others. */
  readonly sets: readonly Uint8Array[]
}

const mostInstructions = 4000

/** Null for a pattern that would need too many instructions. */
export function compileFilter(syntax: Syntax): FilterProgram | null {
  const writer = new Writer()
  const accept = writer.add(-1, [])
  const start = writer.write(syntax, accept ?? 0)
  if (accept === null || start === null) return null
  return { takes: writer.takes, next: writer.next, accept, start, sets: writer.sets }
}

class Writer {
  readonly takes: number[] = []
  readonly next: number[][] = []
  readonly sets: Uint8Array[] = []
  readonly #setOf = new Map<string, number>()

  add(takes: number, next: number[]): number | null {
    if (this.takes.length >= mostInstructions) return null
    this.takes.push(takes)
    this.next.push(next)
    return this.takes.length - 1
  }

  /** Writes a syntax that goes on at `after`; answers where it begins, or null when there is no room. */
  write(syntax: Syntax, after: number): number | null {
    switch (syntax.kind) {
      case 'set':
        return this.#writeSet(syntax, after)
      case 'assertion':
        return after
      case 'sequence':
        return syntax.parts.reduceRight<number | null>((at, part) => (at === null ? null : this.write(part, at)), after)
      case 'choice': {
        const starts = syntax.options.map((option) => this.write(option, after))
        return starts.includes(null) ? null : this.add(-1, starts as number[])
      }
      case 'repeat':
        return this.#writeRepeat(syntax, after)
    }
  }

  #writeSet({ set }: Syntax & { kind: 'set' }, after: number): number | null {
    const entries = new Uint8Array(beyondAscii + 1)
    for (let code = 0; code < beyondAscii; code++) if (holds(set, code)) entries[code] = 1
    const reachesBeyond = set.ranges.some(([, to]) => to >= beyondAscii)
    if (reachesBeyond) entries[beyondAscii] = 1
    const number = this.#numberOf(entries)
    if (!reachesBeyond) return this.add(number, [after])
    // One character may be two code units.
    const second = this.#writeBeyond(after)
    return second === null ? null : this.add(number, [after, second])
  }

  #writeBeyond(after: number): number | null {
    const entries = new Uint8Array(beyondAscii + 1)
    entries[beyondAscii] = 1
    return this.add(this.#numberOf(entries), [after])
  }

  #numberOf(entries: Uint8Array): number {
    const key = entries.join('')
    const known = this.#setOf.get(key)
    if (known !== undefined) return known
    this.#setOf.set(key, this.sets.length)
    return this.sets.push(entries) - 1
  }

  #writeRepeat({ body, min, max }: Syntax & { kind: 'repeat' }, after: number): number | null {
    if (widthOf(body).max === 0) return after
    let at: number | null = after
    if (max === Infinity) {
      const loop = this.add(-1, [])
      const round = loop === null ? null : this.write(body, loop)
      if (loop === null || round === null) return null
      this.next[loop]?.push(round, after)
      at = loop
    } else {
      for (let count = min; count < max && at !== null; count++) {
        const round: number | null = this.write(body, at)
        at = round === null ? null : this.add(-1, [round, after])
      }
    }
    for (let count = 0; count < min && at !== null; count++) at = this.write(body, at)
    return at
  }
}
