import { type Content, phaseOf } from '@agentsentry/contract'
import { emptyMemory, evaluate, type RuleSet, remember } from '@agentsentry/engine'
import { randomFrom } from '../random.ts'
import { encodingTransformations } from './encodings.ts'
import { letterTransformations } from './letters.ts'
import { commandSeeds, type Seed, textSeeds } from './seeds.ts'
import { shellTransformations } from './shell-writing.ts'
import { splitTransformations } from './splits.ts'
import type { Transformation } from './transformation.ts'

export interface Recall {
  readonly name: string
  readonly seeds: number
  /** Of the seeds, how many are found as they stand, and how many once they are transformed. */
  readonly plain: number
  readonly transformed: number
  /** Values that were not found. */
  readonly missed: readonly (readonly Content[])[]
}

const transformations = [
  ...letterTransformations,
  ...encodingTransformations,
  ...splitTransformations,
  ...shellTransformations,
]

/** Recall of each class over all seeds that it applies to, or over every so many of them. */
export function measureRecall(ruleSet: RuleSet, every = 1): Recall[] {
  const text = textSeeds(ruleSet)
  const commands = commandSeeds(ruleSet)
  const deletes = commands.filter(({ rule }) => rule === 'no_shell_rm_rf')
  const seedsOf: Readonly<Record<Transformation['seeds'], readonly Seed[]>> = {
    text,
    phrases: text.filter(({ isPhrase }) => isPhrase),
    caseless: text.filter(({ isCaseBound }) => !isCaseBound),
    commands,
    deletes: atLeast(deletes, 100),
  }
  return transformations.map((transformation) =>
    recallOf(
      transformation,
      seedsOf[transformation.seeds].filter((_seed, at) => at % every === 0),
      ruleSet,
    ),
  )
}

/** The same commands on other paths, until there are enough. */
function atLeast(seeds: readonly Seed[], count: number): Seed[] {
  const more: Seed[] = [...seeds]
  for (let at = 0; more.length < count && seeds.length > 0; at++) {
    const seed = seeds[at % seeds.length] as Seed
    more.push({ ...seed, value: `rm -rf /srv/data/${at}` })
  }
  return more
}

function recallOf({ name, apply }: Transformation, seeds: readonly Seed[], ruleSet: RuleSet): Recall {
  const random = randomFrom(1)
  const missed: (readonly Content[])[] = []
  let count = 0
  let plain = 0
  let transformed = 0
  for (const seed of seeds) {
    const steps = apply(seed, random)
    if (steps === null) continue
    count++
    if (isFound(seed, [seed.contentWith(seed.value)], ruleSet)) plain++
    if (isFound(seed, steps, ruleSet)) transformed++
    else missed.push(steps)
  }
  return { name, seeds: count, plain, transformed, missed }
}

function isFound({ role, rule }: Seed, steps: readonly Content[], ruleSet: RuleSet): boolean {
  let session = emptyMemory
  for (const content of steps) {
    const phase = phaseOf(role, content)
    const { reasons } = evaluate(ruleSet, { phase, content, session })
    if (reasons.some((reason) => reason.rule === rule && reason.unevaluated === undefined)) return true
    session = remember(session, { phase, content })
  }
  return false
}
