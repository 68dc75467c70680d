import type { CharacterSet } from './character-set.ts'

/** A pattern in RE2's syntax, without what does not change what it matches: captures, names, the spelling of sets. */
export type Syntax =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assertion'; readonly asserts: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly Syntax[] }
  | { readonly kind: 'choice'; readonly options: readonly Syntax[] }
  | {
      readonly kind: 'repeat'
      readonly body: Syntax
      readonly min: number
      /** `Infinity` when there is no upper bound. */
      readonly max: number
      readonly isLazy: boolean
    }

/** `word-edge` and its opposite mean ASCII, as RE2's `\b` does. */
export type Assertion = 'text-start' | 'text-end' | 'line-start' | 'line-end' | 'word-edge' | 'no-word-edge'

export function sequenceOf(parts: readonly Syntax[]): Syntax {
  const flat = parts.flatMap((part) => (part.kind === 'sequence' ? part.parts : [part]))
  return flat.length === 1 ? (flat[0] as Syntax) : { kind: 'sequence', parts: flat }
}

export function choiceOf(options: readonly Syntax[]): Syntax {
  return options.length === 1 ? (options[0] as Syntax) : { kind: 'choice', options }
}

/** Least and greatest length of a match in UTF-16 code units. */
export interface Width {
  readonly min: number
  readonly max: number
}

const widths = new WeakMap<Syntax, Width>()

export function widthOf(syntax: Syntax): Width {
  let width = widths.get(syntax)
  if (width === undefined) {
    width = measure(syntax)
    widths.set(syntax, width)
  }
  return width
}

function measure(syntax: Syntax): Width {
  switch (syntax.kind) {
    case 'set':
      return widthOfSet(syntax.set)
    case 'assertion':
      return { min: 0, max: 0 }
    case 'sequence':
      return syntax.parts.map(widthOf).reduce(addWidths, { min: 0, max: 0 })
    case 'choice': {
      const options = syntax.options.map(widthOf)
      return { min: Math.min(...options.map(({ min }) => min)), max: Math.max(...options.map(({ max }) => max)) }
    }
    case 'repeat':
      return repeatWidth(widthOf(syntax.body), syntax.min, syntax.max)
  }
}

/** An empty set matches nothing; any width is true of it. */
function widthOfSet({ ranges }: CharacterSet): Width {
  const first = ranges[0]?.[0] ?? 0
  const last = ranges.at(-1)?.[1] ?? 0
  return { min: first > 0xffff ? 2 : 1, max: last > 0xffff ? 2 : 1 }
}

export function addWidths(left: Width, right: Width): Width {
  return { min: left.min + right.min, max: left.max + right.max }
}

/** Zero times infinity is zero here: what has no width has none however often it is repeated. */
export function repeatWidth({ min, max }: Width, least: number, most: number): Width {
  return { min: min * least, max: max === 0 || most === 0 ? 0 : max * most }
}
