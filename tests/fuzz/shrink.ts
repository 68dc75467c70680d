import { Dice } from '../differential/dice.ts'
import { changeOneString, type FuzzCase } from './fuzz-case.ts'
import type { FuzzThread } from './fuzz-thread.ts'

/** A smaller case that shows the same problem. Tries some hundred changes, and keeps those after which it still shows. */
export async function shrink(thread: FuzzThread, fuzzCase: FuzzCase, problem: string, tries = 400): Promise<FuzzCase> {
  const dice = new Dice(1)
  const isSame = (other: string) => other.slice(0, 40) === problem.slice(0, 40)
  let smallest = fuzzCase
  for (let left = tries; left > 0; left--) {
    const smaller = makeSmaller(smallest, dice)
    if (JSON.stringify(smaller).length >= JSON.stringify(smallest).length) continue
    if ((await thread.check(smaller)).problems.some(isSame)) smallest = smaller
  }
  return smallest
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
