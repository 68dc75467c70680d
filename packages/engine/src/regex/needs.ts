import { type Alphabet, letters, shapes } from './alphabets.ts'
import { type Anchor, type Anchoring, findAllAnchors } from './anchors.ts'
import { type CharacterSet, wordCharacters } from './character-set.ts'
import { addWidths, type Syntax, type Width, widthOf } from './syntax.ts'

/** One of these anchors must stand in a text. */
export interface LiteralNeed {
  readonly kind: 'literals'
  readonly alphabet: Alphabet
  readonly anchors: readonly Anchor[]
}

/** So many ASCII letters, digits and `_` must follow one another in a text. */
export interface RunNeed {
  readonly kind: 'run'
  readonly least: number
  /** How much of the match comes before them. */
  readonly before: Width
}

/** What a text must hold for a pattern to match in it. */
export interface Needs {
  /** Tells as well where matches may begin. */
  readonly first: LiteralNeed | RunNeed
  readonly second: LiteralNeed | null
}

/** Anchors that are met more often than this in ordinary text narrow nothing down. */
const leastRarity = 1.2
const leastSecondRarity = 2

/** Shorter runs are met in any text. */
const shortestRun = 16

/** Null for a pattern of which nothing is known that is rare enough. */
export function findNeeds(syntax: Syntax): Needs | null {
  const found = [letters, shapes]
    .flatMap((alphabet) => findAllAnchors(syntax, alphabet).map((anchoring) => ({ alphabet, anchoring })))
    .filter(({ anchoring }) => anchoring.rarity >= leastRarity)
    .sort((left, right) => worthOf(right.anchoring) - worthOf(left.anchoring))
  const [best] = found
  if (best === undefined) {
    const run = findRun(syntax)
    return run === null ? null : { first: run, second: null }
  }
  const second = found.find(
    ({ anchoring }) => anchoring.rarity >= leastSecondRarity && areApart(anchoring, best.anchoring),
  )
  return { first: needOf(best), second: second === undefined ? null : needOf(second) }
}

function needOf({ alphabet, anchoring }: { alphabet: Alphabet; anchoring: Anchoring }): LiteralNeed {
  return { kind: 'literals', alphabet, anchors: anchoring.anchors }
}

/** Rarity, less for anchors that leave many places where a match may begin. */
function worthOf({ anchors, rarity }: Anchoring): number {
  const places = Math.max(...anchors.map(({ before }) => Math.min(before.max - before.min, 100)))
  return rarity - places / 40
}

function areApart(one: Anchoring, other: Anchoring): boolean {
  return one.parts[1] <= other.parts[0] || other.parts[1] <= one.parts[0]
}

/** The longest stretch of a sequence in which nothing but word characters can stand. */
function findRun(syntax: Syntax): RunNeed | null {
  const parts = syntax.kind === 'sequence' ? syntax.parts : [syntax]
  let best: RunNeed | null = null
  let before: Width = { min: 0, max: 0 }
  let run: { least: number; before: Width } | null = null
  for (const part of parts) {
    if (isWordOnly(part)) {
      run ??= { least: 0, before }
      run.least += widthOf(part).min
      if (run.least >= shortestRun && run.least > (best?.least ?? 0)) best = { kind: 'run', ...run }
    } else if (widthOf(part).max > 0) run = null
    before = addWidths(before, widthOf(part))
  }
  return best
}

function isWordOnly(syntax: Syntax): boolean {
  switch (syntax.kind) {
    case 'set':
      return isWithinWords(syntax.set)
    case 'assertion':
      return false
    case 'sequence':
      return syntax.parts.every(isWordOnly)
    case 'choice':
      return syntax.options.every(isWordOnly)
    case 'repeat':
      return isWordOnly(syntax.body)
  }
}

function isWithinWords(set: CharacterSet): boolean {
  return set.ranges.every(([from, to]) => wordCharacters.ranges.some((range) => from >= range[0] && to <= range[1]))
}
