import { Dice } from '../differential/dice.ts'
import { changeOneString, type FuzzCase } from './fuzz-case.ts'
import type { FuzzProcess } from './fuzz-process.ts'

export interface ShrinkLimits {
  readonly tries?: number
  /** After this long no further change is tried: each that still stalls takes as long as a stall does. */
  readonly forMs?: number
}

/** A smaller case that shows the same problem. Tries some hundred changes, and keeps those after which it still shows. */
export async function shrink(
  fuzzProcess: FuzzProcess,
  fuzzCase: FuzzCase,
  problem: string,
  { tries = 400, forMs = 120_000 }: ShrinkLimits = {},
): Promise<FuzzCase> {
  const dice = new Dice(1)
  const untilMs = performance.now() + forMs
  let smallest = fuzzCase
  for (let left = tries; left > 0 && performance.now() < untilMs; left--) {
    const smaller = makeSmaller(smallest, dice)
    if (JSON.stringify(smaller).length >= JSON.stringify(smallest).length) continue
    const { problems } = await fuzzProcess.check(smaller)
    if (problems.some((other) => kindOf(other) === kindOf(problem))) smallest = smaller
  }
  return smallest
}

/** Problems of one kind begin with the same words; figures and places may differ. */
function kindOf(problem: string): string {
  return problem.replaceAll(/\d+/g, '0').slice(0, 40)
}

function makeSmaller(fuzzCase: FuzzCase, dice: Dice): FuzzCase {
  if (fuzzCase.kind === 'trace' && fuzzCase.rules.length > 1 && dice.chance(0.4)) {
    const kept = fuzzCase.rules.filter(() => dice.chance(0.5))
    return { ...fuzzCase, rules: kept.length === 0 ? fuzzCase.rules.slice(0, 1) : kept }
  }
  if (fuzzCase.kind === 'trace' && dice.chance(0.2)) {
    const entries = Object.entries(fuzzCase.content)
    entries.splice(dice.between(0, entries.length - 1), 1)
    return { ...fuzzCase, content: Object.fromEntries(entries) }
  }
  return changeOneString(fuzzCase, dice, (text) => {
    const length = Math.max(1, Math.floor(text.length / dice.pick([1, 2, 4, 16, 64, 1000])))
    const from = dice.between(0, Math.max(0, text.length - length))
    return text.slice(0, from) + text.slice(from + length)
  })
}
