import { decisions } from '@agentsentry/contract'
import type { SessionFilter } from '@agentsentry/sdk'
import { type SearchParameters, single } from '../../../search-parameters.ts'

export const ranges = {
  '1h': { word: 'last hour', ms: 3_600_000 },
  '24h': { word: 'last 24 hours', ms: 86_400_000 },
  '7d': { word: 'last 7 days', ms: 7 * 86_400_000 },
  '30d': { word: 'last 30 days', ms: 30 * 86_400_000 },
} as const
type Range = keyof typeof ranges

/** What an address of the listing asks for. Empty and unknown values are left out. */
export interface SessionQuery {
  readonly q?: string | undefined
  readonly decision?: string | undefined
  readonly agent?: string | undefined
  readonly tag?: string | undefined
  readonly tool?: string | undefined
  readonly rule?: string | undefined
  readonly quarantined?: '1' | undefined
  readonly range?: Range | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The parameters of the listing, in the order in which they are shown. */
const filterNames = ['q', 'decision', 'agent', 'tag', 'tool', 'rule', 'quarantined', 'range', 'from', 'to'] as const
export type FilterName = (typeof filterNames)[number]

/** What the API takes at most; more would be refused. */
const longest = { q: 200, agent: 200, tag: 100, tool: 200, rule: 200 } as const

export function parseSessionQuery(parameters: SearchParameters): SessionQuery {
  const text = (name: keyof typeof longest) => single(parameters[name])?.slice(0, longest[name])
  const range = single(parameters.range)
  return {
    q: text('q'),
    decision: decisions.find((known) => known === parameters.decision),
    agent: text('agent'),
    tag: text('tag'),
    tool: text('tool'),
    rule: text('rule'),
    quarantined: single(parameters.quarantined) === '1' ? '1' : undefined,
    range: range !== undefined && Object.hasOwn(ranges, range) ? (range as Range) : undefined,
    from: timeOf(single(parameters.from)),
    to: timeOf(single(parameters.to)),
  }
}

/** A form without scripts sends a time without its zone: that is UTC. */
function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const date = new Date(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

/** The query in the terms of the API. A range ends now; a beginning that is named holds in its place. */
export function filterOf({ quarantined, range, from, ...others }: SessionQuery, nowMs: number): SessionFilter {
  const since = range === undefined ? undefined : new Date(nowMs - ranges[range].ms).toISOString()
  return { ...others, from: from ?? since, quarantined: quarantined === undefined ? undefined : true }
}

/** The filters that are set, by name. */
export function activeFilters(query: SessionQuery): FilterName[] {
  return filterNames.filter((name) => query[name] !== undefined)
}

export function withoutFilter(query: SessionQuery, name: FilterName): SessionQuery {
  return { ...query, [name]: undefined }
}

export function onlyFilter(query: SessionQuery, name: FilterName): SessionQuery {
  return { [name]: query[name] }
}

/** The address of the listing with a query. */
export function sessionsPath(query: SessionQuery): string {
  const search = new URLSearchParams()
  for (const name of filterNames) {
    const value = query[name]
    if (value !== undefined) search.set(name, value)
  }
  return search.size === 0 ? '/sessions' : `/sessions?${search}`
}
