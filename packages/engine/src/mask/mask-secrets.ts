import type { Content, Reason } from '@agentsentry/contract'
import type { CompiledRule } from '../compiled-rule.ts'
import { type EvaluateOptions, evaluate, type Facts, type Verdict } from '../evaluate.ts'
import type { RuleSet } from '../rule-set.ts'
import { findSecrets, type Thoroughness } from './find-secrets.ts'
import { MaskPlan } from './mask-plan.ts'
import { maskReasons } from './mask-reasons.ts'
import { type MaskingRules, maskingRulesOf } from './secret-rules.ts'

/** What may be stored of a trace in which secrets were found. */
export interface Masked {
  readonly content: Content
  readonly contentJson: string
  readonly reasons: Reason[]
  readonly shadow: Reason[]
  /** How many passages, keys and whole values were masked. */
  readonly count: number
}

/** One search for each; after the last, everything is masked. */
const rounds: readonly Thoroughness[] = ['exact', 'keys', 'whole']

export interface MaskOptions extends Pick<EvaluateOptions, 'giveUp' | 'progress'> {
  /** Masks only what rules redact. Default false. */
  readonly keepsSecrets?: boolean
}

/**
 * Masks what the secret rules of a set match in a trace, rules in shadow included, and what its rules redact: every match, in the text as it stands
 * and in every view, at the place that it was made from. Then judges the masked content again, and goes on, with more
 * around each match, until none of these rules finds anything more. Null when none of them gave a reason, which is all
 * that this costs for most traces.
 *
 * Such a rule that could not be evaluated may have missed anything, so everything is masked for its sake, but for the
 * name of the tool where no token looks like it. Pure, as `evaluate` is; `options` bound it in the same way.
 */
export function maskSecrets(
  ruleSet: RuleSet,
  facts: Facts,
  verdict: Pick<Verdict, 'reasons' | 'shadow'>,
  { keepsSecrets = false, ...options }: MaskOptions = {},
): Masked | null {
  if (verdict.reasons.length === 0 && verdict.shadow.length === 0) return null
  const masking = maskingRulesOf(ruleSet, keepsSecrets)
  let hits = hitsOf(masking, verdict)
  if (hits.found.length === 0 && hits.unevaluated.length === 0) return null
  const plan = new MaskPlan(facts.content)
  const [unknownAtFirst] = hits.unevaluated
  if (unknownAtFirst !== undefined) return withEverything(plan, unknownAtFirst, verdict)
  let content = facts.content
  for (const thoroughness of rounds) {
    const { found: rules } = hits
    const unsearched = findSecrets({ ruleSet, facts: { ...facts, content }, rules, thoroughness, options }, plan)
    const [unknown] = unsearched
    if (unknown !== undefined) return withEverything(plan, unknown, verdict)
    const grew = plan.takeGrowth()
    content = plan.apply()
    const again = evaluate(ruleSet, { ...facts, content }, options)
    hits = hitsOf(masking, again)
    if (hits.unevaluated.length > 0) break
    // What still matches although all that it touches is masked, matches masks.
    if (hits.found.length === 0 || (!grew && thoroughness === 'whole'))
      return finished(plan, content, { verdict, again })
  }
  return withEverything(plan, (hits.unevaluated[0] ?? hits.found[0]) as CompiledRule, verdict)
}

interface Hits {
  readonly found: readonly CompiledRule[]
  readonly unevaluated: readonly CompiledRule[]
}

function hitsOf(masking: MaskingRules, { reasons, shadow }: Pick<Verdict, 'reasons' | 'shadow'>): Hits {
  const found: CompiledRule[] = []
  const unevaluated: CompiledRule[] = []
  if (masking.size === 0) return { found, unevaluated }
  for (const reason of [...reasons, ...shadow]) {
    const rule = reason.type === 'built_in' ? undefined : masking.get(reason.rule)
    if (rule !== undefined) (reason.unevaluated === undefined ? found : unevaluated).push(rule)
  }
  return { found, unevaluated }
}

function withEverything(plan: MaskPlan, rule: CompiledRule, verdict: Pick<Verdict, 'reasons' | 'shadow'>): Masked {
  plan.addEverything(rule.definition.name)
  return finished(plan, plan.apply(), { verdict, again: { reasons: [], shadow: [] } })
}

function finished(
  plan: MaskPlan,
  content: Content,
  { verdict, again }: Record<'verdict' | 'again', Pick<Verdict, 'reasons' | 'shadow'>>,
): Masked {
  const evaluated = [...again.reasons, ...again.shadow].filter(
    ({ unevaluated, type }) => unevaluated === undefined && type !== 'built_in',
  )
  const places = { plan, content, again: new Map(evaluated.map((reason) => [reason.rule, reason])) }
  return {
    content,
    contentJson: JSON.stringify(content),
    reasons: maskReasons(verdict.reasons, places),
    shadow: maskReasons(verdict.shadow, places),
    count: plan.count,
  }
}
