import type { RuleDefinition } from '@agentsentry/contract'
import type { Needs } from './regex/needs.ts'
import { CompileError, describeFault } from './rule-fault.ts'
import { ruleTypes } from './rule-types.ts'

/** How a rule is run. */
export interface RuleDescription {
  readonly executor: 'v8' | 're2js' | 'phrases'
  /**
   * One of these occurs in every text that the rule matches. They are written as they are looked for: in lower case, or as
   * shapes, where `0` stands for any digit and `a` for any letter, or as a run of so many letters and digits.
   */
  readonly literals: readonly string[]
  readonly alphabet: 'letters' | 'shapes' | 'runs' | null
  /** True where no literal narrows down the texts that are searched: the rule runs on every one. */
  readonly costly: boolean
  /** Why it is costly, or not run by the faster executor. */
  readonly why: string | null
}

/** Tells how a rule would be run. A rule that does not compile is costly, and says why. */
export function describeRule({ rule_type, pattern }: RuleDefinition): RuleDescription {
  try {
    const { executor, executorReason, needs } = ruleTypes[rule_type](pattern)
    const first = needs?.first ?? null
    const why =
      first === null ? 'nothing that is rare enough occurs in every match, so it runs on every text' : executorReason
    return { executor, ...writtenNeed(first), costly: first === null, why }
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    return { executor: 're2js', literals: [], alphabet: null, costly: true, why: describeFault(error.fault) }
  }
}

function writtenNeed(need: Needs['first'] | null): Pick<RuleDescription, 'literals' | 'alphabet'> {
  if (need === null) return { literals: [], alphabet: null }
  if (need.kind === 'run') return { literals: [`${need.least} letters or digits`], alphabet: 'runs' }
  return { literals: [...new Set(need.anchors.map(({ literal }) => literal))], alphabet: need.alphabet.name }
}
