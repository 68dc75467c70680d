import { type CharacterSet, overlaps, union } from './character-set.ts'
import type { Syntax } from './syntax.ts'

/**
 * How much a backtracking matcher can do at worst from one starting point: at most `steps`, for each further character of
 * the text `stepsPerCharacter` more.
 */
export interface AttemptCost {
  readonly steps: number
  readonly stepsPerCharacter: number
}

const mostSteps = 4000
const mostStepsPerCharacter = 400

/**
 * The cost of one attempt where it is known to be linear in the text; null where it is not, or too high to be worth it.
 *
 * The argument: a backtracking matcher tries, for what comes first, each way in which it can match, and for each of them
 * all of what follows. Where what follows must begin with a character with which nothing that may be given back begins,
 * all ways but one fail at once, and are counted as one step each. A repeat whose body matches in one way only has as many
 * ways as rounds; one whose body has several has exponentially many and is refused.
 */
export function attemptCost(syntax: Syntax): AttemptCost | null {
  const { work } = analyse(syntax, null)
  if (work.degree > 1) return null
  const cost =
    work.degree === 0
      ? { steps: work.factor, stepsPerCharacter: 0 }
      : { steps: work.factor, stepsPerCharacter: work.factor }
  return cost.stepsPerCharacter > mostStepsPerCharacter || cost.steps > mostSteps ? null : cost
}

/** `factor × n ^ degree`, n being the length of the text. */
interface Growth {
  readonly factor: number
  readonly degree: number
}

/** `ways`: in how many ways it can match from one point. `work`: the steps that trying all of them takes. */
interface Analysis {
  readonly ways: Growth
  readonly work: Growth
}

const one: Growth = { factor: 1, degree: 0 }
const unbounded: Growth = { factor: Infinity, degree: Infinity }

/** `follow`: what the next character must be for what comes after to match; null when it may match nothing or anything. */
function analyse(syntax: Syntax, follow: CharacterSet | null): Analysis {
  switch (syntax.kind) {
    case 'set':
    case 'assertion':
      return { ways: one, work: one }
    case 'sequence':
      return analyseSequence(syntax.parts, follow)
    case 'choice':
      return analyseChoice(syntax.options, follow)
    case 'repeat':
      return analyseRepeat(syntax, follow)
  }
}

function analyseSequence(parts: readonly Syntax[], follow: CharacterSet | null): Analysis {
  let rest: Analysis = { ways: one, work: { factor: 0, degree: 0 } }
  let next = follow
  for (const part of [...parts].reverse()) {
    const analysis = analyse(part, next)
    rest = { ways: times(analysis.ways, rest.ways), work: plus(analysis.work, times(analysis.ways, rest.work)) }
    next = firstOf(part, next)
  }
  return rest
}

function analyseChoice(options: readonly Syntax[], follow: CharacterSet | null): Analysis {
  const analyses = options.map((option) => analyse(option, follow))
  const firsts = options.map((option) => firstOf(option, follow))
  const work = analyses.map((analysis) => analysis.work).reduce(plus)
  const areExclusive = firsts.every(
    (first, index) =>
      first !== null && firsts.slice(index + 1).every((other) => other !== null && !overlaps(first, other)),
  )
  const ways = analyses.map((analysis) => analysis.ways)
  return { ways: areExclusive ? ways.reduce(greater) : ways.reduce(plus), work }
}

function analyseRepeat({ body, min, max }: Syntax & { kind: 'repeat' }, follow: CharacterSet | null): Analysis {
  const first = firstOf(body, null)
  // RE2 and V8 do not agree on a round that matches nothing.
  if (first === null) return { ways: unbounded, work: unbounded }
  // Between two rounds comes another round or what follows.
  const inner = analyse(body, follow === null ? null : union([first, follow]))
  const rounds: Growth = max === Infinity ? { factor: 1, degree: 1 } : { factor: max, degree: 0 }
  if (isExactly(inner.ways, one)) {
    const isExclusive = follow !== null && !overlaps(first, follow)
    const ways = isExclusive ? one : max === Infinity ? rounds : sumOfPowers(1, min, max)
    // Rounds take turns on the text, so what grows with it is paid once, not once a round.
    const work = inner.work.degree >= 1 ? { ...inner.work, factor: 2 * inner.work.factor } : times(inner.work, rounds)
    return { ways, work: plus(work, rounds) }
  }
  if (max === Infinity || inner.ways.degree > 0) return { ways: unbounded, work: unbounded }
  const begun = sumOfPowers(inner.ways.factor, 0, max - 1)
  return { ways: sumOfPowers(inner.ways.factor, min, max), work: plus(times(begun, inner.work), rounds) }
}

/** The ways of any number of rounds from `min` to `max`, where each round has `ways` of them. */
function sumOfPowers(ways: number, min: number, max: number): Growth {
  let factor = 0
  for (let count = min; count <= max; count++) factor += ways ** count
  return { factor, degree: 0 }
}

/** What a match of the syntax, and then of what follows, can begin with; null when that may be nothing or anything. */
function firstOf(syntax: Syntax, follow: CharacterSet | null): CharacterSet | null {
  switch (syntax.kind) {
    case 'set':
      return syntax.set
    case 'assertion':
      return follow
    case 'sequence':
      return syntax.parts.reduceRight<CharacterSet | null>((next, part) => firstOf(part, next), follow)
    case 'choice':
      return unionOf(syntax.options.map((option) => firstOf(option, follow)))
    case 'repeat': {
      const first = firstOf(syntax.body, null)
      return syntax.min > 0 ? first : unionOf([first, follow])
    }
  }
}

function unionOf(sets: readonly (CharacterSet | null)[]): CharacterSet | null {
  const known = sets.filter((set) => set !== null)
  return known.length < sets.length ? null : union(known)
}

function isExactly(growth: Growth, other: Growth): boolean {
  return growth.factor === other.factor && growth.degree === other.degree
}

function times(left: Growth, right: Growth): Growth {
  // What takes no step takes none however often it is tried, infinitely often included.
  if (right.factor === 0) return right
  return { factor: left.factor * right.factor, degree: left.degree + right.degree }
}

/** An upper bound: the greater degree with both factors. */
function plus(left: Growth, right: Growth): Growth {
  return { factor: left.factor + right.factor, degree: Math.max(left.degree, right.degree) }
}

function greater(left: Growth, right: Growth): Growth {
  return left.degree > right.degree || (left.degree === right.degree && left.factor > right.factor) ? left : right
}
