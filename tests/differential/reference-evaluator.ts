import type { Content, Decision, Phase, RuleDefinition, RuleType } from '@agentsentry/contract'
import { compileRe2, type Span, searchAllRe2 } from './re2.ts'

// What docs/rules.md says, written down as plainly as can be, without regard to time: the text as it stands, no views.

interface ReferenceReason {
  readonly rule: string
  readonly path: string
  readonly span: Span
}

interface ReferenceVerdict {
  readonly decision: Decision
  readonly reasons: ReferenceReason[]
  readonly shadow: ReferenceReason[]
  readonly outOfScope: number
}

interface Leaf {
  readonly path: string
  readonly prefix: string
  readonly value: string
}

const strength: Decision[] = ['block', 'ask', 'redact', 'warn', 'allow']

export function evaluateByReference(
  rules: readonly RuleDefinition[],
  phase: Phase,
  content: Content,
): ReferenceVerdict {
  const leaves = collect(content)
  const tool = phase.startsWith('tool_') ? (typeof content.tool === 'string' ? content.tool : '') : null
  const found: { rule: RuleDefinition; reason: ReferenceReason }[] = []
  let outOfScope = 0
  for (const rule of rules.filter(({ enabled }) => enabled)) {
    const read = leaves.filter(({ path }) => rule.fields === null || matchesList(rule.fields, pointerGlob, path))
    if (!isMeant(rule.on, rule.tools, phase, tool) || (rule.fields !== null && read.length === 0)) {
      outOfScope++
      continue
    }
    const match = firstMatch(rule, read, leaves, phase, tool)
    if (match !== undefined) found.push({ rule, reason: { rule: rule.name, ...locate(read, match) } })
  }
  const strongestFirst = strength.flatMap((decision) => found.filter(({ rule }) => rule.decision === decision))
  const enforced = strongestFirst.filter(({ rule }) => rule.mode === 'enforce')
  return {
    decision: enforced[0]?.rule.decision ?? 'allow',
    reasons: enforced.map(({ reason }) => reason),
    shadow: strongestFirst.filter(({ rule }) => rule.mode === 'shadow').map(({ reason }) => reason),
    outOfScope,
  }
}

/** The first match that no exception covers. */
function firstMatch(rule: RuleDefinition, read: Leaf[], leaves: Leaf[], phase: Phase, tool: string | null) {
  const text = textOf(read)
  const exempt: Span[] = []
  for (const { pattern, type = rule.rule_type, on = null, tools = null, fields } of rule.unless ?? []) {
    if (!isMeant(on, tools, phase, tool)) continue
    if (pattern === undefined) return undefined
    if (fields === undefined) exempt.push(...search(type, pattern, text))
    else if (
      search(type, pattern, textOf(leaves.filter(({ path }) => matchesList(fields, pointerGlob, path)))).length > 0
    )
      return undefined
  }
  const isExempt = ([start, end]: Span) => exempt.some(([from, to]) => from < end && start < to)
  return search(rule.rule_type, rule.pattern, text).find((match) => !isExempt(match))
}

function isMeant(on: readonly Phase[] | null, tools: readonly string[] | null, phase: Phase, tool: string | null) {
  if (on !== null && !on.includes(phase)) return false
  return tools === null || (tool !== null && matchesList(tools, nameGlob, tool))
}

function search(type: RuleType, pattern: string, text: string): Span[] {
  if (type === 'regex') return searchAllRe2(compileRe2(pattern), text)
  const tokens = tokenize(text)
  const phrases = pattern.split('|').map((phrase) => tokenize(phrase).map(({ word }) => word))
  const spans: Span[] = []
  for (let at = 0; at < tokens.length; at++) {
    const here = phrases.filter((phrase) => phrase.every((word, index) => tokens[at + index]?.word === word))
    if (here.length === 0) continue
    const last = at + Math.max(...here.map((phrase) => phrase.length)) - 1
    spans.push([tokens[at]?.start ?? 0, tokens[last]?.end ?? 0])
    at = last
  }
  return spans
}

function tokenize(text: string) {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]/gu)].map(({ 0: token, index }) => ({
    word: token.toLowerCase(),
    start: index,
    end: index + token.length,
  }))
}

/** One line for each leaf, in document order. */
function collect(content: Content): Leaf[] {
  return Object.entries(content).flatMap(([key, value]): Leaf[] => {
    const path = `/${pointerSegment(key)}`
    if (key === 'text' && typeof value === 'string') return [{ path, prefix: '', value }]
    if (key === 'tool' && typeof value === 'string') return [{ path, prefix: 'tool:', value }]
    const leaves = collectMember(key, value, path)
    const isFraming = ['args', 'result', 'error'].includes(key) && leaves[0]?.prefix === `${key}:`
    return isFraming ? leaves.slice(1) : leaves
  })
}

function collectMember(key: string, value: unknown, path: string, isItem = false): Leaf[] {
  if (!isContainer(value)) return [{ path, prefix: `${key}: `, value: String(value) }]
  const isNamedByItems = Array.isArray(value) && value.some((item) => !isContainer(item))
  const below = Object.entries(value).flatMap(([name, member]) =>
    collectMember(Array.isArray(value) ? key : name, member, `${path}/${pointerSegment(name)}`, Array.isArray(value)),
  )
  return isItem || isNamedByItems ? below : [{ path, prefix: `${key}:`, value: '' }, ...below]
}

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null
const pointerSegment = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1')
const textOf = (leaves: Leaf[]) => leaves.map(({ prefix, value }) => prefix + value).join('\n')

/** The leaf that holds the first character of a match that is not a line break between leaves. */
function locate(leaves: Leaf[], [start, end]: Span): { path: string; span: Span } {
  let at = 0
  for (const { path, prefix, value } of leaves) {
    const valueStart = at + prefix.length
    const next = valueStart + value.length + 1
    const within = (offset: number) => Math.min(Math.max(offset - valueStart, 0), value.length)
    if (start < next - 1) return { path, span: [within(start), within(end)] }
    at = next
  }
  throw new Error('a match lies outside of the text')
}

function matchesList(globs: readonly string[], compile: (glob: string) => RegExp, subject: string): boolean {
  const wanted = globs.filter((glob) => !glob.startsWith('!'))
  if (globs.some((glob) => glob.startsWith('!') && compile(glob.slice(1)).test(subject))) return false
  return wanted.length === 0 || wanted.some((glob) => compile(glob).test(subject))
}

const quote = (text: string) => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')
const nameGlob = (glob: string) => new RegExp(`^${glob.split('*').map(quote).join('.*')}$`, 's')
const stepGlob = (step: string) => (step === '**' ? '(?:/[^/]*)*' : `/${step.split('*').map(quote).join('[^/]*')}`)
const pointerGlob = (glob: string) =>
  new RegExp(`^${glob.split('/').slice(1).map(stepGlob).join('')}${glob.includes('*') ? '' : '(?:/.*)?'}$`, 's')
