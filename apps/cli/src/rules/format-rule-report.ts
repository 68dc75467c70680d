import type { RuleWarning } from '@agentsentry/contract'
import { formatTable } from '../format-table.ts'
import { printable } from '../printable.ts'
import type { RuleReport, RuleRow } from './explain-rules.ts'

/** More literals than these are counted only. */
const mostLiterals = 4

/** A report for a person: a table of the rules, then a line for each warning. */
export function formatRuleReport({ rules, warnings }: RuleReport): string {
  const table = formatTable([
    ['rule', 'state', 'executor', 'costly', 'literals'],
    ...rules.map((row) => [row.rule, stateOf(row), row.executor, costOf(row), literalsOf(row)]),
  ])
  const costly = rules.filter((row) => row.costly && row.enabled).length
  const summary = `${rules.length} rules, ${costly} of them costly, ${warnings.length === 1 ? 'one warning' : `${warnings.length} warnings`}`
  return [table, '', ...warnings.map(formatWarning), summary].join('\n')
}

export function formatWarning({ rule, field, message }: RuleWarning): string {
  return printable(`warning: \`${rule}\`, ${field}: ${message}`)
}

function stateOf({ enabled, mode }: RuleRow): string {
  return enabled ? mode : 'disabled'
}

function costOf({ costly, why }: RuleRow): string {
  if (!costly) return 'no'
  return why === null ? 'yes' : `yes: ${why}`
}

function literalsOf({ literals }: RuleRow): string {
  const shown = literals.slice(0, mostLiterals).map((literal) => JSON.stringify(literal))
  const more = literals.length - shown.length
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(' ')
}
