import {
  type Content,
  type Decision,
  decisionStrength,
  type Phase,
  type Reason,
  type RuleTally,
  strongerDecision,
} from '@agentsentry/contract'
import { collectText, type Line } from './collect-text.ts'
import { excerptOf } from './excerpt.ts'
import type { CompiledRule, FieldScope, RuleSet } from './rule-set.ts'
import { type Match, ScannedText } from './scanned-text.ts'

/** All that a verdict may depend on beside the rule set. */
export interface Facts {
  readonly phase: Phase
  readonly content: Content
}

/** What the rules say of one trace: the strongest decision among those that matched, and why, strongest first. */
export interface Verdict {
  readonly decision: Decision
  readonly reasons: Reason[]
  readonly tally: RuleTally
  readonly ruleSet: { readonly number: number; readonly hash: string }
}

/** Pure: the same rule set and facts give the same verdict, byte for byte. Nothing matched is `allow`. */
export function evaluate(ruleSet: RuleSet, facts: Facts): Verdict {
  const reading = new Reading(ruleSet, facts)
  const reasons: Reason[] = []
  let ran = 0
  let notEvaluated = 0
  let decision: Decision = 'allow'
  for (const rule of ruleSet.byPhase[facts.phase]) {
    if (!reading.isInScope(rule)) continue
    ran++
    const reason = reading.ask(rule)
    if (reason === null) continue
    if (reason.unevaluated !== undefined) notEvaluated++
    reasons.push(reason)
    decision = strongerDecision(decision, reason.decision)
  }
  reasons.sort((left, right) => decisionStrength(right.decision) - decisionStrength(left.decision))
  return {
    decision,
    reasons,
    tally: { ran: ran - notEvaluated, out_of_scope: ruleSet.enabledCount - ran, not_evaluated: notEvaluated },
    ruleSet: { number: ruleSet.number, hash: ruleSet.hash },
  }
}

/** One trace as rules read it. Texts and gates that several rules need are worked out once, when first asked for. */
class Reading {
  readonly #ruleSet: RuleSet
  readonly #tool: string | null
  readonly #lines: readonly Line[]
  readonly #whole: ScannedText
  readonly #scoped = new Map<string, ScannedText>()
  readonly #gates: (boolean | undefined)[] = []

  constructor(ruleSet: RuleSet, { phase, content }: Facts) {
    this.#ruleSet = ruleSet
    const tool = Object.hasOwn(content, 'tool') ? content.tool : undefined
    this.#tool = phase === 'tool_call' || phase === 'tool_result' ? (typeof tool === 'string' ? tool : '') : null
    this.#lines = collectText(content)
    this.#whole = new ScannedText(this.#lines)
  }

  isInScope({ looksAtTool, fields }: CompiledRule): boolean {
    if (looksAtTool !== null && (this.#tool === null || !looksAtTool(this.#tool))) return false
    return fields === null || !this.#within(fields).isEmpty
  }

  /** The reason why a rule applies, or null. A fault in searching is a reason: it must not pass for "no match". */
  ask(rule: CompiledRule): Reason | null {
    const { name, rule_type, severity, decision, description } = rule.definition
    const head = { rule: name, type: rule_type, severity, decision, description }
    try {
      const text = rule.fields === null ? this.#whole : this.#within(rule.fields)
      if (rule.gate >= 0 && !this.#gateOpens(rule.gate, text)) return null
      const match = rule.matcher.find(text)
      return match === null ? null : { ...head, ...placeOf(match, text) }
    } catch (error) {
      return { ...head, unevaluated: error instanceof Error ? error.message : String(error) }
    }
  }

  #gateOpens(index: number, text: ScannedText): boolean {
    const known = this.#gates[index]
    if (known !== undefined) return known
    const opens = this.#ruleSet.gates[index]?.opens(text) ?? true
    this.#gates[index] = opens
    return opens
  }

  #within(scope: FieldScope): ScannedText {
    let text = this.#scoped.get(scope.key)
    if (text === undefined) {
      const lines = this.#lines.filter((line) => scope.admits(line.segments))
      text = lines.length === this.#lines.length ? this.#whole : new ScannedText(lines)
      this.#scoped.set(scope.key, text)
    }
    return text
  }
}

function placeOf(match: Match, text: ScannedText): Partial<Reason> {
  const { path, span, keySpan } = text.locate(match)
  return {
    path,
    span,
    ...(keySpan === null ? {} : { key_span: keySpan }),
    excerpt: excerptOf(text.text, match.start, match.end),
    view: 'text',
  }
}
