import type { Content } from '@agentsentry/contract'
import type { Seed } from './seeds.ts'

/** A way to hide what a value says. Written without regard to how the engine reads it. */
export interface Transformation {
  readonly name: string
  /** Which seeds keep their meaning. */
  readonly seeds: 'text' | 'phrases' | 'caseless' | 'commands' | 'deletes'
  /** The steps of one session that say the same, or null where it cannot be done. */
  readonly apply: (seed: Seed, random: () => number) => readonly Content[] | null
}

/** One that rewrites the value and leaves it where it is. */
export function ofValue(
  name: string,
  seeds: Transformation['seeds'],
  rewrite: (value: string, random: () => number) => string | null,
): Transformation {
  return {
    name,
    seeds,
    apply: (seed, random) => {
      const value = rewrite(seed.value, random)
      return value === null ? null : [seed.contentWith(value)]
    },
  }
}

export function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item
}
