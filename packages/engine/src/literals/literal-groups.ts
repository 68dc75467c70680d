import { type Alphabet, letters } from '../regex/alphabets.ts'
import type { Anchor } from '../regex/anchors.ts'
import type { LiteralNeed, Needs, RunNeed } from '../regex/needs.ts'
import type { Neighbours } from '../regex/neighbours.ts'
import { rotate, rotatedAnchor } from './rotated.ts'

/** A rule that is worth a look only where a text holds what its matches need. */
export interface AnchoredRule {
  readonly rule: number
  readonly needs: Needs
}

/** Rules of which a literal is an anchor in the same surroundings, so that these are looked at once for all of them. */
export interface Group {
  /** Its place among all groups. */
  readonly index: number
  readonly length: number
  readonly previous: Neighbours | null
  readonly next: Neighbours | null
  /** Rules whose matches begin near the literal. */
  readonly firsts: Use[]
  /** Rules that need the literal as well, wherever it stands. */
  readonly seconds: number[]
  /** The literal is one of some rule's, with its letters turned. */
  isRotated: boolean
}

/** How a match of a rule lies around the literal. */
export interface Use {
  readonly rule: number
  readonly leastBefore: number
  readonly mostBefore: number
  readonly lead: Neighbours | null
}

/** Sorts what rules need by literal and by surroundings. */
export class LiteralGroups {
  count = 0
  readonly #keys = new Map<Neighbours, string>()

  of(rules: readonly AnchoredRule[], alphabet: Alphabet): Map<string, Group[]> {
    const byKey = new Map<string, Group>()
    const byLiteral = new Map<string, Group[]>()
    const groupOf = (literal: string, { previous, next }: Anchor): Group => {
      const key = `${this.#keyOf(previous)}${this.#keyOf(next)}${literal}`
      const known = byKey.get(key)
      if (known !== undefined) return known
      const group: Group = {
        index: this.count++,
        length: literal.length,
        previous,
        next,
        firsts: [],
        seconds: [],
        isRotated: false,
      }
      byKey.set(key, group)
      byLiteral.set(literal, [...(byLiteral.get(literal) ?? []), group])
      return group
    }
    for (const { rule, needs } of rules) {
      for (const anchor of anchorsOf(needs.first, alphabet)) {
        const { before, lead } = anchor
        groupOf(anchor.literal, anchor).firsts.push({ rule, leastBefore: before.min, mostBefore: before.max, lead })
        const turned = alphabet === letters ? rotatedAnchor(anchor) : null
        if (turned !== null) groupOf(rotate(anchor.literal), turned).isRotated = true
      }
      for (const anchor of anchorsOf(needs.second, alphabet)) groupOf(anchor.literal, anchor).seconds.push(rule)
    }
    return byLiteral
  }

  #keyOf(neighbours: Neighbours | null): string {
    if (neighbours === null) return '-'
    const key = this.#keys.get(neighbours) ?? neighbours.join('')
    this.#keys.set(neighbours, key)
    return key
  }
}

function anchorsOf(need: LiteralNeed | RunNeed | null, alphabet: Alphabet): readonly Anchor[] {
  return need?.kind === 'literals' && need.alphabet === alphabet ? need.anchors : []
}
