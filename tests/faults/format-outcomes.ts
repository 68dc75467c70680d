import type { Outcome } from './trial.ts'

const columns: readonly (readonly [title: string, cell: (outcome: Outcome) => string | number])[] = [
  ['fault', ({ fault }) => fault.name],
  ['traces', ({ reckoning }) => reckoning.traces],
  ['checks', ({ reckoning }) => reckoning.checks],
  ['audit', ({ reckoning }) => reckoning.auditEntries],
  ['told', ({ reckoning }) => reckoning.incidents],
  ['lost', ({ reckoning }) => reckoning.lost.length],
  ['twice', ({ reckoning }) => reckoning.twice.length],
  ['told again', ({ reckoning }) => reckoning.toldAgain],
  ['given up', ({ givenUp }) => givenUp],
  [
    'answers',
    ({ answers }) =>
      Object.entries(answers.statuses)
        .map(([status, count]) => `${status}: ${count}`)
        .join(', '),
  ],
  ['slowest 503', ({ answers }) => (answers.slowest503Ms === null ? '–' : seconds(answers.slowest503Ms))],
  ['latency ratio', ({ latencyRatio }) => latencyRatio?.toFixed(1) ?? '–'],
  ['taken again', ({ takenAgainMs }) => seconds(takenAgainMs)],
  ['caught up', ({ caughtUpMs }) => seconds(caughtUpMs)],
]

/** A table in Markdown, one line a fault. */
export function formatOutcomes(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => columns.map(([, cell]) => String(cell(outcome))))
  return [columns.map(([title]) => title), columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}
