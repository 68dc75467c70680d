import { decisions, type Stats } from '@agentsentry/contract'
import Link from 'next/link'
import { LocalTime } from '#components/local-time.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { fixedQuery, formatLength, type Preset } from './time-range.ts'

/** The numbers of the chart, for whoever cannot see or use it. A step leads to itself, as marking it out would. */
export function DecisionTable({
  series,
  stepSeconds,
  base,
}: Pick<Stats, 'series'> & { stepSeconds: number; base: Preset }) {
  const told = series.filter((step) => decisions.some((decision) => step[decision] > 0))
  const length = formatLength(stepSeconds * 1_000)
  return (
    <details className="mt-3 border-t border-line pt-2">
      <summary className="min-h-6 w-fit rounded-sm text-[0.8125rem] text-muted hover:text-text">
        The same as numbers
      </summary>
      {told.length === 0 ? (
        <p className="py-2 text-muted">No agent took a step in this time.</p>
      ) : (
        <div className="mt-2 max-h-80 overflow-y-auto">
          <Table label={`Decisions in every ${length} that had any`}>
            <thead>
              <tr>
                <TableHead>From</TableHead>
                {decisions.map((decision) => (
                  <TableHead key={decision} className="text-right">
                    {decision}
                  </TableHead>
                ))}
              </tr>
            </thead>
            <tbody>
              {told.map((step) => {
                const startMs = Date.parse(step.at)
                return (
                  <TableRow key={step.at}>
                    <TableCell>
                      <Link
                        href={`/${fixedQuery(base, startMs, startMs + stepSeconds * 1_000)}`}
                        prefetch={false}
                        scroll={false}
                        className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
                      >
                        <LocalTime at={step.at} show="time" />
                      </Link>
                    </TableCell>
                    {decisions.map((decision) => (
                      <TableCell key={decision} className="tabular text-right">
                        {step[decision].toLocaleString('en')}
                      </TableCell>
                    ))}
                  </TableRow>
                )
              })}
            </tbody>
          </Table>
        </div>
      )}
    </details>
  )
}
