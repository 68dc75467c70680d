import type { Alphabet } from './alphabets.ts'
import { holds, wordCharacters } from './character-set.ts'
import { excludesSome, type Neighbours, neighboursOf, withCharactersOf } from './neighbours.ts'
import { addWidths, repeatWidth, type Syntax, type Width, widthOf } from './syntax.ts'

/** A literal that a match holds, where it stands in the match, and what may stand beside it. */
export interface Anchor {
  /** As the alphabet reads it. */
  readonly literal: string
  /** How much of the match comes before it, in UTF-16 code units. */
  readonly before: Width
  /** The characters that may stand in that part of the match, where it has no greatest width. */
  readonly lead: Neighbours | null
  readonly previous: Neighbours | null
  readonly next: Neighbours | null
}

/** Anchors of which every match holds at least one. */
export interface Anchoring {
  readonly anchors: readonly Anchor[]
  /** How rarely the commonest of them is met in ordinary text; higher is rarer. */
  readonly rarity: number
  /** Which parts of the sequence they were drawn from, the last excluded. */
  readonly parts: readonly [from: number, to: number]
}

const mostLiterals = 64
const mostAnchors = 128
const longestLiteral = 12

/** What comes before a part of a pattern within a match. */
interface Lead {
  readonly width: Width
  /** Its last part, and what comes before that; null where nothing comes before. */
  readonly last: Syntax | null
  readonly earlier: Lead | null
}

/** The rarest anchoring of a pattern within an alphabet; null when some match holds no literal. */
export function findAnchors(syntax: Syntax, alphabet: Alphabet): Anchoring | null {
  return anchoringOf(syntax, { width: { min: 0, max: 0 }, last: null, earlier: null }, alphabet)
}

/** Anchorings of which every match fulfils each: what is drawn from several parts of a sequence. */
export function findAllAnchors(syntax: Syntax, alphabet: Alphabet): Anchoring[] {
  const lead = { width: { min: 0, max: 0 }, last: null, earlier: null }
  if (syntax.kind === 'sequence') return anchoringsOfSequence(syntax.parts, lead, alphabet)
  const anchoring = anchoringOf(syntax, lead, alphabet)
  return anchoring === null ? [] : [anchoring]
}

function longerBy(lead: Lead, part: Syntax, width: Width): Lead {
  return { width: addWidths(lead.width, width), last: part, earlier: lead }
}

const knownCharacters = new WeakMap<Lead, Neighbours>()

/** The characters that it may be made of; null when that may be any, or nothing comes before. */
function charactersOf(lead: Lead): Neighbours | null {
  const characters = allCharactersOf(lead)
  return characters !== null && excludesSome(characters) ? characters : null
}

function allCharactersOf(lead: Lead): Neighbours | null {
  if (lead.last === null || lead.earlier === null) return null
  const known = knownCharacters.get(lead)
  if (known !== undefined) return known
  const characters = withCharactersOf(lead.last, allCharactersOf(lead.earlier))
  knownCharacters.set(lead, characters)
  return characters
}

function anchoringOf(syntax: Syntax, before: Lead, alphabet: Alphabet): Anchoring | null {
  switch (syntax.kind) {
    case 'assertion':
      return null
    case 'choice': {
      const literals = literalsOf(syntax, alphabet)
      const whole = literals === null ? null : anchoringOfRun([syntax], runOf(literals, before, 0, 1), alphabet)
      return rarest([whole, anchoringOfChoice(syntax.options, before, alphabet)])
    }
    case 'repeat': {
      const whole = anchoringOfSequence([syntax], before, alphabet)
      return rarest([whole, syntax.min > 0 ? anchoringOf(syntax.body, before, alphabet) : null])
    }
    case 'set':
      return anchoringOfSequence([syntax], before, alphabet)
    case 'sequence':
      return anchoringOfSequence(syntax.parts, before, alphabet)
  }
}

function anchoringOfChoice(options: readonly Syntax[], before: Lead, alphabet: Alphabet): Anchoring | null {
  const anchorings: Anchoring[] = []
  for (const option of options) {
    const anchoring = anchoringOf(option, before, alphabet)
    if (anchoring === null) return null
    anchorings.push(anchoring)
  }
  const anchors = anchorings.flatMap((anchoring) => anchoring.anchors)
  if (anchors.length > mostAnchors) return null
  const rarity = Math.min(...anchorings.map((anchoring) => anchoring.rarity)) - Math.log2(options.length) / 8
  return { anchors, rarity, parts: [0, 1] }
}

/** Neighbouring parts whose every spelling is known. `from` and `to` count parts; a repeat may lend one of its rounds. */
interface Run {
  readonly literals: readonly string[]
  readonly before: Lead
  readonly from: number
  readonly to: number
  readonly beginsInRepeat: boolean
  readonly endsInRepeat: boolean
}

function runOf(literals: readonly string[], before: Lead, from: number, to: number): Run {
  return { literals, before, from, to, beginsInRepeat: false, endsInRepeat: false }
}

function anchoringOfSequence(parts: readonly Syntax[], before: Lead, alphabet: Alphabet): Anchoring | null {
  return rarest(anchoringsOfSequence(parts, before, alphabet))
}

function anchoringsOfSequence(parts: readonly Syntax[], before: Lead, alphabet: Alphabet): Anchoring[] {
  const found: Anchoring[] = []
  const add = (anchoring: Anchoring | null, index: number) => {
    if (anchoring !== null) found.push({ ...anchoring, parts: [index, index + 1] })
  }
  let at = before
  let run: Run | null = null
  const close = (last: Run | null) => {
    const anchoring = last === null ? null : anchoringOfRun(parts, last, alphabet)
    if (anchoring !== null) found.push(anchoring)
  }
  for (const [index, part] of parts.entries()) {
    const literals = literalsOf(part, alphabet)
    const longer: Run | null = literals === null ? null : extend(run, literals, index, at)
    if (longer !== null) {
      // More spellings may be commoner than the shorter literal.
      if (literals !== null && literals.length > 1) close(run)
      run = longer
    } else if (part.kind === 'repeat' && part.min > 0 && literals === null) {
      const round = literalsOf(part.body, alphabet)
      close(run)
      if (round !== null)
        for (const longer of withRounds(run ?? runOf([''], at, index, index), round, part.min)) close(longer)
      add(anchoringOf(part.body, at, alphabet), index)
      run = round === null ? null : lastRound(part, round, at, index)
    } else {
      close(run)
      if (literals === null && (part.kind === 'choice' || part.kind === 'sequence'))
        add(anchoringOf(part, at, alphabet), index)
      run = literals === null ? null : runOf(literals, at, index, index + 1)
    }
    at = longerBy(at, part, widthOf(part))
  }
  close(run)
  return found
}

function extend(run: Run | null, literals: readonly string[], index: number, at: Lead): Run | null {
  if (run === null) return runOf(literals, at, index, index + 1)
  const product = productOf(run.literals, literals)
  return product === null ? null : { ...run, literals: product, to: index + 1 }
}

/** The run with one, two, three … of the first rounds of the repeat behind it, while the spellings stay few. */
function* withRounds(run: Run, round: readonly string[], rounds: number): Generator<Run> {
  let literals = run.literals
  for (let taken = 0; taken < rounds; taken++) {
    const product = productOf(literals, round)
    if (product === null || product.some((literal) => literal.length > longestLiteral)) return
    literals = product
    yield { ...run, literals, endsInRepeat: true }
  }
}

/** A run that begins with the last round of a repeat. */
function lastRound(repeat: Syntax & { kind: 'repeat' }, round: readonly string[], at: Lead, index: number): Run {
  const earlier = repeatWidth(widthOf(repeat.body), repeat.min - 1, repeat.max - 1)
  return {
    literals: round,
    before: longerBy(at, repeat.body, earlier),
    from: index,
    to: index + 1,
    beginsInRepeat: true,
    endsInRepeat: false,
  }
}

function anchoringOfRun(parts: readonly Syntax[], run: Run, alphabet: Alphabet): Anchoring | null {
  const literals = [...new Set(run.literals.map((literal) => literal.slice(0, longestLiteral)))]
  if (literals.some((literal) => literal === '')) return null
  const isWhole = run.literals.every((literal) => literal.length <= longestLiteral)
  // Assertions at either end of the run are no part of the literal: they say what may stand beside it.
  let [from, to] = [run.from, run.to]
  while (from < to && parts[from]?.kind === 'assertion') from++
  while (from < to && parts[to - 1]?.kind === 'assertion') to--
  const previous = run.beginsInRepeat
    ? null
    : neighboursOf(
        parts.slice(0, from),
        'before',
        literals.every((literal) => isWord(literal, 0)),
      )
  const next =
    run.endsInRepeat || !isWhole
      ? null
      : neighboursOf(
          parts.slice(to),
          'after',
          literals.every((literal) => isWord(literal, literal.length - 1)),
        )
  const { width } = run.before
  const lead = width.max === Infinity ? charactersOf(run.before) : null
  const anchors = literals.map((literal): Anchor => ({ literal, before: width, lead, previous, next }))
  const weights = literals.map((literal) =>
    [...literal].reduce((sum, character) => sum + alphabet.weight(character), 0),
  )
  const weight = Math.min(...weights)
  // What is common stays common between given neighbours.
  const surroundings = (bonus(previous) + bonus(next)) * Math.min(1, weight / 2)
  const rarity = weight + surroundings - Math.log2(literals.length) / 8 - (width.max === Infinity ? 0.5 : 0)
  return { anchors, rarity, parts: [run.from, run.endsInRepeat ? run.to + 1 : run.to] }
}

/** A literal inside a word is met more often than one with a given neighbour. */
function bonus(neighbours: Neighbours | null): number {
  if (neighbours === null) return 0
  let letters = 0
  for (let code = 0x61; code <= 0x7a; code++) letters += neighbours[code] as number
  return letters > 4 ? 0.1 : 0.6
}

/** Every spelling of a syntax as the alphabet reads it; null when there are too many, or endlessly many. */
function literalsOf(syntax: Syntax, alphabet: Alphabet): readonly string[] | null {
  switch (syntax.kind) {
    case 'set':
      return alphabet.variants(syntax.set)
    case 'assertion':
      return ['']
    case 'sequence':
      return syntax.parts.map((part) => literalsOf(part, alphabet)).reduce<readonly string[] | null>(productOf, [''])
    case 'choice': {
      const all = new Set<string>()
      for (const option of syntax.options) {
        const literals = literalsOf(option, alphabet)
        if (literals === null) return null
        for (const literal of literals) all.add(literal)
        if (all.size > mostLiterals) return null
      }
      return [...all]
    }
    case 'repeat': {
      if (syntax.max > 2 * longestLiteral || (syntax.min !== syntax.max && syntax.max > 1)) return null
      const body = literalsOf(syntax.body, alphabet)
      let rounds: readonly string[] | null = ['']
      for (let round = 0; round < syntax.max; round++) rounds = productOf(rounds, body)
      return rounds === null || syntax.min > 0 ? rounds : [...new Set([...rounds, ''])]
    }
  }
}

function productOf(left: readonly string[] | null, right: readonly string[] | null): readonly string[] | null {
  if (left === null || right === null || left.length * right.length > mostLiterals) return null
  const product = left.flatMap((head) => right.map((tail) => head + tail))
  return product.some((literal) => literal.length > 4 * longestLiteral) ? null : [...new Set(product)]
}

function isWord(literal: string, index: number): boolean {
  return holds(wordCharacters, literal.charCodeAt(index))
}

function rarest(anchorings: readonly (Anchoring | null)[]): Anchoring | null {
  let best: Anchoring | null = null
  for (const anchoring of anchorings) {
    if (anchoring !== null && (best === null || anchoring.rarity > best.rarity)) best = anchoring
  }
  return best
}
