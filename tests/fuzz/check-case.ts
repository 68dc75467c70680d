import { type Content, newRuleSchema, type Reason } from '@agentsentry/contract'
import { checkRule, compileRuleSet, evaluate, formatRules, parseRules } from '@agentsentry/engine'
import type { FuzzCase } from './fuzz-case.ts'

/** Thread time that reading a document, compiling, or evaluating a trace may take. */
const maxMs = 2000

/** What a case shows to be wrong; empty when all holds. Whatever it throws is wrong too. */
export function checkCase(fuzzCase: FuzzCase): string[] {
  return fuzzCase.kind === 'document' ? checkDocument(fuzzCase.text) : checkTrace(fuzzCase)
}

function checkDocument(text: string): string[] {
  const problems: string[] = []
  const { rules, faults } = timed('reading a document', problems, () => parseRules(text))
  if (rules.length > 0 && faults.length > 0) problems.push('a document with faults gives rules')
  if (rules.length === 0) return problems
  const written = formatRules(rules)
  const again = parseRules(written)
  if (JSON.stringify(again.rules) !== JSON.stringify(rules)) problems.push('a document does not survive writing')
  return problems
}

function checkTrace({ rules, phase, content }: FuzzCase & { kind: 'trace' }): string[] {
  const problems: string[] = []
  const definitions = rules.flatMap((rule) => newRuleSchema.safeParse(rule).data ?? [])
  const { ruleSet, faults } = timed('compiling', problems, () =>
    compileRuleSet(definitions, { number: 1, hash: 'fuzz' }),
  )
  const broken = new Set(faults.map(({ rule }) => rule))
  for (const definition of definitions)
    if (checkRule(definition).length > 0 !== broken.has(definition.name))
      problems.push('two readings of one rule differ')
  const facts = { phase, content }
  const verdict = timed('evaluating', problems, () => evaluate(ruleSet, facts))
  const again = evaluate(ruleSet, facts)
  if (JSON.stringify(again) !== JSON.stringify(verdict)) problems.push('the same trace gets two verdicts')
  for (const reason of [...verdict.reasons, ...verdict.shadow]) {
    if (reason.unevaluated !== undefined && !broken.has(reason.rule) && !isLimit(reason, definitions))
      problems.push(`a rule was not evaluated: ${reason.unevaluated}`)
    else if (reason.unevaluated === undefined) problems.push(...checkPlace(reason, content))
  }
  return problems
}

/** A limit that is hit is an answer, and no fault; one on all of the trace is told under a name that is no rule's. */
function isLimit({ rule, unevaluated }: Reason, definitions: readonly { name: string }[]): boolean {
  return /more than \d+/.test(unevaluated ?? '') || definitions.every(({ name }) => name !== rule)
}

function timed<Result>(what: string, problems: string[], run: () => Result): Result {
  const before = process.threadCpuUsage()
  const result = run()
  const { user, system } = process.threadCpuUsage(before)
  const tookMs = (user + system) / 1000
  if (tookMs > maxMs) problems.push(`${what} took more than ${maxMs} ms`)
  return result
}

/** A session's earlier traces are not here, so every match must lie within content. */
function checkPlace({ type, path, span, view }: Reason, content: Content): string[] {
  // What AgentSentry finds by itself is a whole key or value, not a part of it.
  const isWhole = type === 'built_in' && span === undefined
  if (path === undefined || (span === undefined && !isWhole) || view === undefined)
    return ['a reason does not say where']
  const segments = path.split('/').slice(1)
  let value: unknown = content
  for (const segment of segments) {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
      return [`nothing at the path, in ${view}`]
    value = (value as Record<string, unknown>)[key]
  }
  const length = typeof value === 'object' && value !== null ? 0 : String(value).length
  const [start, end] = span ?? [0, 0]
  return start >= 0 && start <= end && end <= length ? [] : [`a span lies outside of its value, in ${view}`]
}
