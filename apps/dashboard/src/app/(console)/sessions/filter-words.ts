import { plainText } from '#text/plain-text.ts'
import { type FilterName, ranges, type SessionQuery } from './session-query.ts'

const names: Readonly<Record<FilterName, string>> = {
  q: 'title has',
  decision: 'decision',
  agent: 'agent',
  tag: 'tag',
  tool: 'tool',
  rule: 'rule',
  quarantined: 'in quarantine',
  range: 'began in the',
  from: 'from',
  to: 'before',
}

/** A filter as words: `agent: shop-bot`. */
export function filterWords(query: SessionQuery, name: FilterName): string {
  const value = query[name]
  if (value === undefined || name === 'quarantined') return names[name]
  if (name === 'range') return `${names.range} ${ranges[query.range ?? '24h'].word}`
  if (name === 'from' || name === 'to') return `${names[name]} ${value.slice(0, 16).replace('T', ' ')} UTC`
  return `${names[name]}: ${plainText(value, 60)}`
}
