import { decisionStrength, type Rule, type RuleHits } from '@agentsentry/contract'
import { type SearchParameters, single } from '../../../search-parameters.ts'

const sortKeys = ['name', 'decision', 'severity', 'hits_24h', 'hits_30d', 'last_hit'] as const
export type SortKey = (typeof sortKeys)[number]

/** What the address of the listing asks for. */
export interface RuleQuery {
  readonly q: string | undefined
  readonly type: string | undefined
  readonly decision: string | undefined
  /** `on`, `off` or `shadow` (on, and in shadow). */
  readonly state: string | undefined
  readonly sort: SortKey
  readonly isDescending: boolean
}

/** A rule with what it has found lately; null where that is not known. */
export interface ListedRule {
  readonly rule: Rule
  readonly hits: RuleHits | null
}

export function readRuleQuery(parameters: SearchParameters): RuleQuery {
  const sort = sortKeys.find((key) => key === single(parameters.sort)) ?? 'name'
  return {
    q: single(parameters.q)?.slice(0, 200),
    type: single(parameters.type),
    decision: single(parameters.decision),
    state: single(parameters.state),
    sort,
    isDescending: single(parameters.dir) === 'desc',
  }
}

/** The address of the listing with other wishes; what is usual is left out. */
export function ruleListHref(query: RuleQuery, change: Partial<RuleQuery> = {}): string {
  const { sort, isDescending, ...filters } = { ...query, ...change }
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) search.set(name, value)
  if (sort !== 'name' || isDescending) search.set('sort', sort)
  if (isDescending) search.set('dir', 'desc')
  return search.size === 0 ? '/rules' : `/rules?${search}`
}

export function isFiltered({ q, type, decision, state }: RuleQuery): boolean {
  return [q, type, decision, state].some((wish) => wish !== undefined)
}

export function joinHits(rules: readonly Rule[], hits: readonly RuleHits[] | null): ListedRule[] {
  const byName = new Map(hits?.map((each) => [each.rule, each]))
  const none = { hits_24h: 0, hits_30d: 0, last_hit_at: null, shadow_hits_24h: 0, shadow_hits_30d: 0 }
  return rules.map((rule) => ({
    rule,
    hits: hits === null ? null : (byName.get(rule.name) ?? { rule: rule.name, ...none }),
  }))
}

/** The rules that are asked for, in the order that is asked for; alike ones by name. */
export function selectRules(listed: readonly ListedRule[], query: RuleQuery): ListedRule[] {
  const compare = comparisons[query.sort]
  const turn = query.isDescending ? -1 : 1
  return listed
    .filter(({ rule }) => isWanted(rule, query))
    .sort((left, right) => turn * compare(left, right) || byName(left, right))
}

function isWanted(rule: Rule, { q, type, decision, state }: RuleQuery): boolean {
  if (type !== undefined && rule.rule_type !== type) return false
  if (decision !== undefined && rule.decision !== decision) return false
  if (state === 'on' && !rule.enabled) return false
  if (state === 'off' && rule.enabled) return false
  if (state === 'shadow' && !(rule.enabled && rule.mode === 'shadow')) return false
  if (q === undefined) return true
  const wanted = q.toLowerCase()
  return [rule.name, rule.description ?? '', rule.pattern, ...rule.tags, ...(rule.tools ?? [])].some((text) =>
    text.toLowerCase().includes(wanted),
  )
}

const severities = ['info', 'warning', 'critical']

function byName(left: ListedRule, right: ListedRule): number {
  return left.rule.name < right.rule.name ? -1 : left.rule.name > right.rule.name ? 1 : 0
}

function total({ hits }: ListedRule, span: '24h' | '30d'): number {
  return hits === null ? 0 : hits[`hits_${span}`] + hits[`shadow_hits_${span}`]
}

const comparisons: Readonly<Record<SortKey, (left: ListedRule, right: ListedRule) => number>> = {
  name: byName,
  decision: (left, right) => decisionStrength(left.rule.decision) - decisionStrength(right.rule.decision),
  severity: (left, right) => severities.indexOf(left.rule.severity) - severities.indexOf(right.rule.severity),
  hits_24h: (left, right) => total(left, '24h') - total(right, '24h'),
  hits_30d: (left, right) => total(left, '30d') - total(right, '30d'),
  last_hit: (left, right) =>
    Date.parse(left.hits?.last_hit_at ?? '1970') - Date.parse(right.hits?.last_hit_at ?? '1970'),
}
