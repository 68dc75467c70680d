import { parentPort, workerData } from 'node:worker_threads'
import type { RuleDefinition } from '@agentsentry/contract'
import {
  checkRuleWithTests,
  compileRuleSet,
  emptyMemory,
  evaluate,
  parseRules,
  type RuleSet,
  remember,
  warnRules,
} from '@agentsentry/engine'
import type { Evaluation, RulesDocument } from '@agentsentry/pipeline'
import { RecordedRuleSets } from './recorded-rule-sets.ts'
import { activities, keptRuleSets, progressPlaces, type ThreadRequest, type ThreadResult } from './thread-messages.ts'

// What runs in the threads of `ThreadPool`.

if (parentPort !== null) serve(parentPort, new Int32Array(workerData as SharedArrayBuffer))

function serve(port: NonNullable<typeof parentPort>, progress: Int32Array): void {
  const ruleSets = new Map<number, RuleSet>()
  const recorded = new RecordedRuleSets()
  // A fault ends the thread: whoever waits is told what it was at, and no half-made state is kept.
  port.on('message', (request: ThreadRequest) => {
    tell(activities.preparing)
    port.postMessage(resultOf(request))
  })

  function resultOf(request: ThreadRequest): ThreadResult {
    switch (request.kind) {
      case 'evaluate':
        return judge(request)
      case 'explain':
        return recorded.explain(request.ruleSet, request.step, request.earlier)
      case 'check-rule':
        return checkRuleWithTests(request.rule)
      case 'read-document':
        return readDocument(request.yaml)
    }
  }

  function readDocument(yaml: string): RulesDocument {
    const { rules, faults } = parseRules(yaml)
    return { rules, faults, warnings: warnRules(rules) }
  }

  function judge(request: ThreadRequest & { kind: 'evaluate' }): Evaluation {
    const ruleSet = ruleSetOf(request)
    const { phase, session } = request
    tell(activities.sharedWork)
    const giveUp = new GiveUpWhenLate(request.giveUp, performance.now() + request.limitMs, request.lateCause)
    const content = JSON.parse(request.contentJson)
    const facts = { phase, content, ...(session === null ? {} : { session }) }
    const verdict = evaluate(ruleSet, facts, { giveUp, progress: tell })
    tell(activities.sharedWork)
    return { verdict, memory: remember(session ?? emptyMemory, { phase, content }) }
  }

  function ruleSetOf({ ruleSet: { number, hash }, rulesJson }: ThreadRequest & { kind: 'evaluate' }): RuleSet {
    const known = ruleSets.get(number)
    if (known !== undefined) return known
    if (rulesJson === null) throw new Error(`the rule set ${number} is not here`)
    const rules = JSON.parse(rulesJson) as RuleDefinition[]
    const { ruleSet } = compileRuleSet(rules, { number, hash })
    ruleSets.set(number, ruleSet)
    const [oldest] = ruleSets.keys()
    if (ruleSets.size > keptRuleSets && oldest !== undefined) ruleSets.delete(oldest)
    return ruleSet
  }

  /** A rule may search a text in many places; only with the next rule, or the next reading, its time begins anew. */
  function tell(activity: number): void {
    if (Atomics.load(progress, progressPlaces.activity) === activity) return
    Atomics.store(progress, progressPlaces.activity, activity)
    Atomics.add(progress, progressPlaces.changes, 1)
  }
}

/** Names rules that are not tried: those that were given up before, and every rule once it is late. */
class GiveUpWhenLate extends Map<string, string> {
  readonly #lateMs: number
  readonly #lateCause: string

  constructor(given: ReadonlyMap<string, string>, lateMs: number, lateCause: string) {
    super(given)
    this.#lateMs = lateMs
    this.#lateCause = lateCause
  }

  override get(rule: string): string | undefined {
    return super.get(rule) ?? (performance.now() > this.#lateMs ? this.#lateCause : undefined)
  }

  override has(rule: string): boolean {
    return this.get(rule) !== undefined
  }
}
