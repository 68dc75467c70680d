import { compileInSteps, evaluate, type RuleSet } from '@agentsentry/engine'
import { definitionsOf, rulePack } from './packs/rule-pack.ts'
import { benignPool } from './texts/benign-text.ts'
import { hostilePool } from './texts/hostile-text.ts'

// `node --expose-gc footprint-process.ts RULES TEXTS`: what compiling costs in a fresh process, and what stays in memory once
// texts have been judged, since some of it is made when it is first needed. Prints a `Footprint` as JSON.

export interface Footprint {
  /** Milliseconds of the first compilation in this process. */
  readonly coldMs: number
  /** Milliseconds of the third. */
  readonly warmMs: number
  /** Milliseconds of compiling again when one rule has changed and the set before is at hand. */
  readonly oneChangedMs: number
  /** Milliseconds of the longest step of the first compilation: how long nothing else can run on that thread. */
  readonly longestStepMs: number
  /** Megabytes (10⁶ bytes) that the rule set takes beyond what an empty one does. */
  readonly megabytes: number
}

const [ruleCount, textCount] = process.argv.slice(2).map(Number) as [number, number]
const rules = rulePack(ruleCount)
const definitions = definitionsOf(rules)
const texts = [...benignPool(4096, textCount), ...hostilePool('matches of many rules', 4096, textCount, rules)]

const empty = compile([]).ruleSet
judge(empty)
const before = bytesInUse()
const { ruleSet, totalMs: coldMs, longestStepMs } = compile(definitions)
judge(ruleSet)
const megabytes = (bytesInUse() - before) / 1e6
compile(definitions)
const { totalMs: warmMs } = compile(definitions)
const changed = definitions.map((rule, index) => (index === 0 ? { ...rule, pattern: `${rule.pattern}x` } : rule))
const { totalMs: oneChangedMs } = compile(changed, ruleSet)
const footprint: Footprint = { coldMs, warmMs, oneChangedMs, longestStepMs, megabytes }
console.log(JSON.stringify(footprint))
// Both sets are alive until here.
judge(empty)
judge(ruleSet)

function compile(rules: typeof definitions, previous: RuleSet | null = null) {
  const from = performance.now()
  const steps = compileInSteps(rules, { number: 1, hash: 'bench' }, previous)
  let longestStepMs = 0
  for (;;) {
    const start = performance.now()
    const step = steps.next()
    longestStepMs = Math.max(longestStepMs, performance.now() - start)
    if (step.done === true) return { ...step.value, totalMs: performance.now() - from, longestStepMs }
  }
}

function judge(set: RuleSet): void {
  for (const text of texts) evaluate(set, { phase: 'user', content: { text: JSON.parse(text) } })
}

function bytesInUse(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc')
  for (let repeat = 0; repeat < 4; repeat++) globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
