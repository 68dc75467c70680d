import { type RuleDefinition, SentryError } from '@agentsentry/contract'
import {
  emptyMemory,
  maskSecrets,
  type RuleFault,
  type RuleSet,
  type RulesDocumentFault,
  type TraceExplanation,
} from '@agentsentry/engine'
import type {
  Evaluation,
  Evaluator,
  Explainer,
  RecordedRuleSet,
  RecordedStep,
  RuleReader,
  RulesDocument,
  SerializedFacts,
} from '@agentsentry/pipeline'
import type { JudgeRequest, JudgeResults } from './judge-messages.ts'
import type { JudgeProcess, Outcome } from './judge-process.ts'
import { ProcessPool } from './process-pool.ts'
import { evaluateQuickly, systemClock } from './quick-evaluation.ts'
import { unevaluated } from './unevaluated.ts'

export interface ProcessEvaluatorOptions {
  /** Processes for traces that are costly to judge. */
  readonly processes?: number
  /** Costly requests that may wait for a process. */
  readonly queueLength?: number
  /** What one rule may take on one trace. */
  readonly ruleLimitMs?: number
  /** What all rules together may take on one trace. */
  readonly traceLimitMs?: number
  /** Memory of one process. */
  readonly memoryMiB?: number
  /** Whether an evaluation says as well what may be stored in place of a content in which secret rules matched. */
  readonly masksSecrets?: boolean
}

/** Rules that are given up one by one before a trace as a whole is. Each costs a process. */
const mostGivenUp = 3

/** What a process is asked only so that it compiles the rules. */
const nothing: SerializedFacts = { phase: 'system', content: {}, contentJson: '{}' }

/** For what is done once for many traces: the start of a process, compiling a rule set, reading a document. */
const preparingMs = 30_000

/**
 * Judges on the caller's thread what is quick, and all else in processes that can be killed. Rules are read in a process of
 * their own. Nothing is started before it is needed, or asked for with {@link prepare}.
 */
export class ProcessEvaluator implements Evaluator, RuleReader, Explainer {
  readonly #ruleLimitMs: number
  readonly #traceLimitMs: number
  readonly #masksSecrets: boolean
  readonly #judges: ProcessPool
  readonly #readers: ProcessPool
  readonly #rulesJson = new WeakMap<RuleSet, string>()

  constructor({
    processes = 2,
    queueLength = 32,
    ruleLimitMs = 250,
    traceLimitMs = 1_000,
    memoryMiB = 512,
    masksSecrets = false,
  }: ProcessEvaluatorOptions = {}) {
    this.#ruleLimitMs = ruleLimitMs
    this.#traceLimitMs = traceLimitMs
    this.#masksSecrets = masksSecrets
    this.#judges = new ProcessPool({ processes, queueLength, memoryMiB })
    this.#readers = new ProcessPool({ processes: 1, queueLength, memoryMiB })
  }

  evaluate(ruleSet: RuleSet, facts: SerializedFacts): Evaluation | Promise<Evaluation> {
    const quick = evaluateQuickly(ruleSet, facts, { ...systemClock, masksSecrets: this.#masksSecrets })
    if (quick instanceof Promise)
      return quick.then((evaluation) => evaluation ?? this.#evaluateElsewhere(ruleSet, facts))
    return quick ?? this.#evaluateElsewhere(ruleSet, facts)
  }

  /**
   * Resolves when a process stands ready that has compiled this rule set, so that the first costly trace waits for neither.
   * Other traces are judged meanwhile.
   */
  async prepare(ruleSet: RuleSet): Promise<void> {
    await this.#evaluateInProcess(ruleSet, nothing, new Map(), this.#traceLimitMs)
  }

  async checkRule(rule: RuleDefinition): Promise<readonly RuleFault[]> {
    const outcome = await this.#read({ kind: 'check-rule', rule })
    if (outcome.kind === 'done') return outcome.result as JudgeResults['check-rule']
    return [{ rule: rule.name, field: 'pattern', code: 'field_invalid', message: `checking the rule ${outcome.cause}` }]
  }

  async readDocument(yaml: string): Promise<RulesDocument> {
    const outcome = await this.#read({ kind: 'read-document', yaml })
    if (outcome.kind === 'done') return outcome.result as JudgeResults['read-document']
    return { rules: [], faults: [documentFault(`reading the document ${outcome.cause}`)], warnings: [] }
  }

  async explain(
    ruleSet: RecordedRuleSet,
    { phase, contentJson }: RecordedStep,
    earlier: readonly RecordedStep[],
  ): Promise<TraceExplanation> {
    const steps = earlier.map((step) => ({ phase: step.phase, contentJson: step.contentJson }))
    const outcome = await this.#read({ kind: 'explain', ruleSet, step: { phase, contentJson }, earlier: steps })
    if (outcome.kind === 'done') return outcome.result as JudgeResults['explain']
    throw new SentryError('overloaded', `explaining the trace ${outcome.cause}`)
  }

  /** Ends all processes. What is under way is lost, so nobody may wait for it any more. */
  async close(): Promise<void> {
    await Promise.all([this.#judges.close(), this.#readers.close()])
  }

  #read(request: JudgeRequest): Promise<Outcome> {
    const limits = { ruleMs: preparingMs, totalMs: preparingMs, preparingMs }
    return this.#readers.run({ requestFor: () => request, limits })
  }

  /** A rule that overruns takes its process with it; the trace is judged again without that rule, on another. */
  async #evaluateElsewhere(ruleSet: RuleSet, facts: SerializedFacts): Promise<Evaluation> {
    const giveUp = new Map<string, string>()
    let leftMs = this.#traceLimitMs
    for (;;) {
      const outcome = await this.#evaluateInProcess(ruleSet, facts, giveUp, leftMs)
      if (outcome.kind === 'done') return outcome.result as Evaluation
      const rule = ruleSet.rules[outcome.activity]
      leftMs -= outcome.workedMs
      if (rule === undefined) return this.#giveUpAll(ruleSet, facts, `judging the trace ${outcome.cause}`)
      if (giveUp.size === mostGivenUp || leftMs <= 0) return this.#giveUpAll(ruleSet, facts, this.#lateCause)
      giveUp.set(rule.definition.name, outcome.cause)
    }
  }

  #evaluateInProcess(
    ruleSet: RuleSet,
    { phase, contentJson, session }: SerializedFacts,
    giveUp: ReadonlyMap<string, string>,
    limitMs: number,
  ): Promise<Outcome> {
    const { number, hash } = ruleSet
    const requestFor = (judge: JudgeProcess): JudgeRequest => ({
      kind: 'evaluate',
      ruleSet: { number, hash },
      rulesJson: judge.mustLearn({ number, hash }) ? this.#rulesJsonOf(ruleSet) : null,
      phase,
      contentJson,
      session: session ?? null,
      giveUp,
      limitMs,
      lateCause: this.#lateCause,
      masksSecrets: this.#masksSecrets,
    })
    // The process itself stops trying rules when the time is up; the one that it is trying then has its own time yet.
    const limits = { ruleMs: this.#ruleLimitMs, totalMs: limitMs + this.#ruleLimitMs, preparingMs }
    return this.#judges.run({ requestFor, limits }, giveUp.size > 0)
  }

  get #lateCause(): string {
    return `judging the trace took longer than ${this.#traceLimitMs} ms`
  }

  /** What the trace would have left for later ones is lost with it. */
  #giveUpAll(ruleSet: RuleSet, facts: SerializedFacts, cause: string): Evaluation {
    const verdict = unevaluated(ruleSet, facts, cause)
    const masked = maskSecrets(ruleSet, facts, verdict, { keepsSecrets: !this.#masksSecrets })
    return { verdict, memory: facts.session ?? emptyMemory, masked }
  }

  #rulesJsonOf(ruleSet: RuleSet): string {
    const known = this.#rulesJson.get(ruleSet)
    if (known !== undefined) return known
    const json = JSON.stringify(ruleSet.rules.map(({ definition }) => definition))
    this.#rulesJson.set(ruleSet, json)
    return json
  }
}

function documentFault(message: string): RulesDocumentFault {
  return { line: 1, rule: null, message, code: 'document_invalid', field: null, position: null, hint: null }
}
