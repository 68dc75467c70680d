import { writeFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { RuleDefinition } from '@agentsentry/contract'
import {
  checkRuleWithTests,
  compileRuleSet,
  emptyMemory,
  evaluate,
  maskSecrets,
  parseRules,
  type RuleSet,
  remember,
  warnRules,
} from '@agentsentry/engine'
import type { Evaluation, RulesDocument } from '@agentsentry/pipeline'
import {
  type JudgeAnswer,
  type JudgeRequest,
  type JudgeResult,
  keptRuleSets,
  type NumberedRequest,
  ruleSetKey,
} from './judge-messages.ts'
import { activities, ProgressWriter } from './progress.ts'
import { RecordedRuleSets } from './recorded-rule-sets.ts'

// What runs in the processes of `ProcessPool`. Its argument is the id of the process that started it.

const progress = new ProgressWriter()
const ruleSets = new Map<string, RuleSet>()
const recorded = new RecordedRuleSets()

process.on('disconnect', () => process.exit())
// Sent to all processes of a service alike; this one is ended by the one that it judges for.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('message', ({ number, request }: NumberedRequest) => {
  progress.begin(number)
  process.send?.(answer(request))
})
new Worker(new URL('./end-with-parent.ts', import.meta.url), { workerData: Number(process.argv[2]) }).unref()
preferToBeKilled()
// What Node keeps compiled it writes at the end of a process, and this one is killed.
flushCompileCache()

/** Where memory is short, Linux is to kill this process before the one that serves requests. */
function preferToBeKilled(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000')
  } catch {
    // Not Linux, or not allowed.
  }
}

function answer(request: JudgeRequest): JudgeAnswer {
  try {
    return { kind: 'done', result: resultOf(request) }
  } catch (error) {
    return { kind: 'fault', message: error instanceof Error ? error.message : String(error) }
  }
}

function resultOf(request: JudgeRequest): JudgeResult {
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

function judge(request: JudgeRequest & { kind: 'evaluate' }): Evaluation {
  const ruleSet = ruleSetOf(request)
  const { phase, session } = request
  progress.tell(activities.sharedWork)
  const giveUp = new GiveUpWhenLate(request.giveUp, performance.now() + request.limitMs, request.lateCause)
  const content = JSON.parse(request.contentJson)
  const facts = { phase, content, ...(session === null ? {} : { session }) }
  const verdict = evaluate(ruleSet, facts, { giveUp, progress: progress.tell })
  progress.tell(activities.sharedWork)
  const options = { keepsSecrets: !request.masksSecrets, giveUp, progress: progress.tell }
  const masked = maskSecrets(ruleSet, facts, verdict, options)
  progress.tell(activities.sharedWork)
  return { verdict, memory: remember(session ?? emptyMemory, { phase, content }), masked }
}

function ruleSetOf({ ruleSet: name, rulesJson }: JudgeRequest & { kind: 'evaluate' }): RuleSet {
  const key = ruleSetKey(name)
  const known = ruleSets.get(key)
  if (known !== undefined) return known
  if (rulesJson === null) throw new Error(`the rule set ${name.number} is not here`)
  const { ruleSet } = compileRuleSet(JSON.parse(rulesJson) as RuleDefinition[], name)
  ruleSets.set(key, ruleSet)
  const [oldest] = ruleSets.keys()
  if (ruleSets.size > keptRuleSets && oldest !== undefined) ruleSets.delete(oldest)
  return ruleSet
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
