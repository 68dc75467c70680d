import { decisions } from '@agentsentry/contract'
import { formatTable } from '../format-table.ts'
import type { ReplaySummary } from './replay-summary.ts'
import type { Figures, Share } from './session-figures.ts'

/** The summary for a program: names in snake_case, shares as counts and as a number from 0 to 1 (null of none). */
export function jsonReport(summary: ReplaySummary, durationMs: number) {
  return {
    sessions: summary.sessions,
    traces: summary.traces,
    differing_sessions: summary.differing,
    errors: Object.fromEntries(summary.errors),
    duration_ms: Math.round(durationMs),
    traces_per_second: perSecond(summary.traces.sent, durationMs),
    decisions: summary.rows.map((row) => ({ ...row, decisions: Object.fromEntries(row.decisions) })),
    shadow: summary.shadow,
    figures: {
      left_out: summary.leftOut,
      all: jsonFigures(summary.allFigures),
      sources: [...summary.figures].map(([source, figures]) => ({ source, ...jsonFigures(figures) })),
    },
  }
}

function jsonFigures(figures: Figures) {
  const share = ({ count, of }: Share) => ({ count, of, share: of === 0 ? null : count / of })
  return {
    stopped_in_time: share(figures.stoppedInTime),
    stopped_wrongly: share(figures.stoppedWrongly),
    text_found: share(figures.textFound),
    benign_results_marked: share(figures.benignResultsMarked),
  }
}

/** The summary for a person. */
export function textReport(summary: ReplaySummary, durationMs: number): string {
  const { sessions, traces, leftOut } = summary
  const speed = `${(durationMs / 1000).toFixed(1)} s, ${perSecond(traces.sent, durationMs)} traces/s`
  const note = leftOut === 0 ? '' : `\n${leftOut} sessions with errors are left out of these figures.`
  return [
    decisionTable(summary),
    `${figureTable(summary)}${note}`,
    ...(summary.shadow.length === 0 ? [] : [shadowTable(summary)]),
    [
      `${sessions} sessions, ${traces.sent} traces sent, ${traces.answered} answered, ${traces.recorded} recorded`,
      speed,
      ...errorLines(summary),
    ].join('\n'),
  ].join('\n\n')
}

function decisionTable({ rows }: ReplaySummary): string {
  const unknown = rows
    .flatMap((row) => [...row.decisions.keys()])
    .filter((name) => !decisions.some((it) => it === name))
  const columns = [...decisions, ...new Set(unknown)]
  return formatTable([
    ['source', 'label', 'sessions', 'traces', ...columns],
    ...rows.map(({ source, label, sessions, traces, decisions: counts }) => [
      source,
      label,
      String(sessions),
      String(traces),
      ...columns.map((name) => String(counts.get(name) ?? 0)),
    ]),
  ])
}

function figureTable(summary: ReplaySummary): string {
  const sources = [...summary.figures].sort(([left], [right]) => (left < right ? -1 : 1))
  const all: [string, Figures][] = sources.length > 1 ? [['all', summary.allFigures]] : []
  return formatTable([
    ['source', 'stopped in time', 'stopped wrongly', 'text found', 'benign results marked'],
    ...[...sources, ...all].map(([source, figures]) => [
      source,
      formatShare(figures.stoppedInTime),
      formatShare(figures.stoppedWrongly),
      formatShare(figures.textFound),
      formatShare(figures.benignResultsMarked),
    ]),
  ])
}

function shadowTable({ shadow }: ReplaySummary): string {
  return formatTable([
    ['rule in shadow', 'would match', 'would change'],
    ...shadow.map(({ rule, matched, changed }) => [rule, String(matched), String(changed)]),
  ])
}

function errorLines({ errors, differing }: ReplaySummary): string[] {
  const lines = [...errors].map(([status, count]) => `errors: ${count} × ${status}`)
  if (differing.length > 0) {
    const named = differing.slice(0, 5).join(', ')
    lines.push(
      `sessions recorded otherwise than answered: ${differing.length} (${named}${differing.length > 5 ? ', …' : ''})`,
    )
  }
  return lines.length > 0 ? lines : ['no errors; every session is recorded as it was sent']
}

function formatShare({ count, of }: Share): string {
  return of === 0 ? '–' : `${((100 * count) / of).toFixed(1)} % (${count}/${of})`
}

function perSecond(count: number, durationMs: number): number {
  return Math.round(count / (durationMs / 1000))
}
