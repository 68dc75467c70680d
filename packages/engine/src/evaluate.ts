import {
  type Content,
  type Decision,
  decisionStrength,
  type Phase,
  type Reason,
  type RuleTally,
  strongerDecision,
  type ViewName,
} from '@agentsentry/contract'
import { incompleteReason, keyReasons } from './built-in-reasons.ts'
import { collectText } from './collect-text.ts'
import type { CompiledRule } from './compiled-rule.ts'
import { type ExceptedStep, firstUnexempt } from './exceptions.ts'
import { excerptOf } from './excerpt.ts'
import type { Match, Permit } from './matcher.ts'
import { Reading } from './reading.ts'
import type { RuleSet } from './rule-set.ts'
import type { Scope } from './scopes.ts'
import { makeViews } from './views/make-views.ts'
import { emptyMemory, type SessionMemory } from './views/session-memory.ts'

/** All that a verdict may depend on beside the rule set. */
export interface Facts {
  readonly phase: Phase
  readonly content: Content
  /** What the session's earlier traces left; without it, this is the first. */
  readonly session?: SessionMemory
}

/** For whoever bounds the time that evaluation takes, or wants to know how a verdict came about. */
export interface EvaluateOptions {
  /** Rules by name that are not tried, each with the cause in words: they count as not evaluated. */
  readonly giveUp?: ReadonlyMap<string, string>
  /**
   * Told the place in `ruleSet.rules` of each rule before it is tried, and again with the steps that searching its text
   * may take at worst, one step being an instruction of RE2's on one character; -1 for work that all rules share.
   */
  readonly progress?: (ruleIndex: number, steps?: number) => void
  /** Told of each reading of the trace that rules were asked about. */
  readonly onView?: (view: ViewName) => void
  /** Told of rules in scope that gave no reason though they did not simply fail to match. */
  readonly onFate?: (ruleIndex: number, fate: 'excepted' | 'no-field') => void
}

/** What the rules say of one trace: the strongest decision among those that matched, and why, strongest first. */
export interface Verdict {
  readonly decision: Decision
  readonly reasons: Reason[]
  /** What rules in shadow would have given as reasons. They change no decision. */
  readonly shadow: Reason[]
  readonly tally: RuleTally
  readonly ruleSet: { readonly number: number; readonly hash: string }
}

/** Pure: the same rule set and facts give the same verdict, byte for byte. Nothing matched is `allow`. */
export function evaluate(ruleSet: RuleSet, facts: Facts, options: EvaluateOptions = {}): Verdict {
  const inquiry = new Inquiry(ruleSet, facts, options)
  for (const reading of inquiry.readings()) {
    for (const rule of reading.candidates()) inquiry.ask(rule, reading)
    if (inquiry.isDecided) break
  }
  return inquiry.verdict()
}

/** The name of the tool that a step is about: null for messages, empty when a tool's step names none. */
export function toolOf({ phase, content }: Facts): string | null {
  if (phase !== 'tool_call' && phase !== 'tool_result') return null
  const tool = Object.hasOwn(content, 'tool') ? content.tool : undefined
  return typeof tool === 'string' ? tool : ''
}

/** One trace before the rules. A rule that has given its reason in one reading is not asked again in the next. */
class Inquiry {
  readonly #ruleSet: RuleSet
  readonly #facts: Facts
  readonly #options: EvaluateOptions
  readonly #tool: string | null
  readonly #scope: Scope
  readonly #isOpen: Uint8Array
  readonly #given: { readonly index: number; readonly reason: Reason }[] = []
  readonly #built: Reason[] = []
  readonly #plain: Reading
  #inScope: number
  #open: number

  constructor(ruleSet: RuleSet, facts: Facts, options: EvaluateOptions) {
    options.progress?.(-1)
    this.#ruleSet = ruleSet
    this.#facts = facts
    this.#options = options
    this.#tool = toolOf(facts)
    this.#scope = ruleSet.scopes.of(facts.phase, this.#tool)
    this.#isOpen = this.#scope.isInScope.slice()
    this.#inScope = this.#scope.count
    this.#plain = new Reading('text', collectText(facts.content), this.#judged)
    for (const { fields, rules } of this.#scope.byFields) {
      if (!this.#plain.textFor(fields).isEmpty) continue
      for (const { index } of rules) {
        this.#isOpen[index] = 0
        options.onFate?.(index, 'no-field')
      }
      this.#inScope -= rules.length
    }
    this.#open = this.#inScope
  }

  get isDecided(): boolean {
    return this.#open === 0
  }

  /** Content as it stands, then its views, each made when the one before has been read. */
  *readings(): Generator<Reading> {
    this.#options.onView?.('text')
    yield this.#plain
    const { phase, session = emptyMemory } = this.#facts
    this.#options.progress?.(-1)
    const { lines, looksRotated } = this.#plain
    this.#built.push(...keyReasons(this.#facts.content, lines))
    const views = makeViews({ phase, lines, session, looksRotated })
    for (const view of views) {
      this.#options.onView?.(view.name)
      if (view.incomplete !== undefined) this.#built.push(incompleteReason(view.incomplete))
      yield new Reading(view.name, view.lines, this.#judged)
      this.#options.progress?.(-1)
    }
  }

  ask(rule: CompiledRule, reading: Reading): void {
    if (this.#isOpen[rule.index] === 0) return
    const reason = this.#reasonOf(rule, reading)
    if (reason === null) return
    this.#given.push({ index: rule.index, reason })
    this.#isOpen[rule.index] = 0
    this.#open--
  }

  verdict(): Verdict {
    this.#given.sort((left, right) => left.index - right.index)
    const isShadow = ({ index }: { index: number }) => this.#ruleSet.rules[index]?.definition.mode === 'shadow'
    const shadow = byStrength(this.#given.filter(isShadow).map(({ reason }) => reason))
    const enforced = this.#given.filter((given) => !isShadow(given)).map(({ reason }) => reason)
    const reasons = byStrength([...enforced, ...this.#built])
    const notEvaluated = this.#given.filter(({ reason }) => reason.unevaluated !== undefined).length
    return {
      decision: reasons.map(({ decision }) => decision).reduce(strongerDecision, 'allow'),
      reasons,
      shadow,
      tally: {
        ran: this.#inScope - notEvaluated,
        out_of_scope: this.#ruleSet.enabledCount - this.#inScope,
        not_evaluated: notEvaluated,
        shadow: shadow.length,
      },
      ruleSet: { number: this.#ruleSet.number, hash: this.#ruleSet.hash },
    }
  }

  get #judged() {
    return { ruleSet: this.#ruleSet, scope: this.#scope, isOpen: this.#isOpen }
  }

  /** The reason why a rule applies, or null. A fault in searching is a reason: it must not pass for "no match". */
  #reasonOf(rule: CompiledRule, reading: Reading): Reason | null {
    const { name, rule_type, severity, decision, description } = rule.definition
    const head = { rule: name, type: rule_type, severity, decision, description }
    const { giveUp, progress } = this.#options
    const cause = giveUp?.get(name)
    if (cause !== undefined) return { ...head, unevaluated: cause }
    progress?.(rule.index)
    const permit: Permit = (steps) => progress?.(rule.index, steps)
    const step: ExceptedStep = { phase: this.#facts.phase, tool: this.#tool, plain: this.#plain, permit }
    try {
      const { match, isExempt } = firstUnexempt(rule, reading, step)
      if (isExempt) this.#options.onFate?.(rule.index, 'excepted')
      return match === null ? null : { ...head, ...placeOf(match, rule, reading) }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { ...head, unevaluated: error.message }
    }
  }
}

function byStrength(reasons: readonly Reason[]): Reason[] {
  return [...reasons].sort((left, right) => decisionStrength(right.decision) - decisionStrength(left.decision))
}

function placeOf(match: Match, rule: CompiledRule, reading: Reading): Partial<Reason> {
  const text = reading.textFor(rule.fields)
  const { path, span, keySpan, via } = text.locate(match)
  return {
    path,
    span,
    ...(keySpan === null ? {} : { key_span: keySpan }),
    excerpt: excerptOf(text.text, match.start, match.end),
    view: reading.view,
    ...(via.length === 0 ? {} : { via: [...via] }),
  }
}
