import type { CheckCost } from '@agentsentry/contract'
import { Card } from '#components/card.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { CostBars } from './cost-bars.tsx'
import { formatUsd, sumCosts } from './fill-days.ts'

/** What the judge has cost, day by day; `days` are without gaps, today last. */
export function CostCard({ days }: { days: readonly CheckCost[] }) {
  const sum = sumCosts(days)
  const today = days.at(-1)
  return (
    <Card title="Cost of the judge" description={`The last ${days.length} days (UTC)`}>
      <dl className="mb-3 flex flex-wrap gap-x-8 gap-y-2">
        <Figure name="Today" value={formatUsd(today?.cost_usd ?? 0)} />
        <Figure name="All days" value={formatUsd(sum.cost_usd)} />
        <Figure name="Checks" value={sum.checks.toLocaleString('en')} />
        <Figure name="Tokens in" value={sum.prompt_tokens.toLocaleString('en')} />
        <Figure name="Tokens out" value={sum.completion_tokens.toLocaleString('en')} />
      </dl>
      {sum.checks === 0 ? <p className="text-muted">No check was made in this time.</p> : <CostBars days={days} />}
      {sum.checks === 0 ? null : <CostTable days={days.filter(({ checks }) => checks > 0).reverse()} />}
    </Card>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-[0.8125rem] text-muted">{name}</dt>
      <dd className="tabular font-semibold">{value}</dd>
    </div>
  )
}

function CostTable({ days }: { days: readonly CheckCost[] }) {
  return (
    <details className="mt-3 border-t border-line pt-2">
      <summary className="min-h-6 w-fit rounded-sm text-[0.8125rem] text-muted hover:text-text">
        The same as numbers
      </summary>
      <div className="mt-2 max-h-72 overflow-y-auto">
        <Table label="Cost by day">
          <thead>
            <tr>
              <TableHead>Day</TableHead>
              <TableHead className="text-right">Checks</TableHead>
              <TableHead className="text-right">Cost</TableHead>
              <TableHead className="text-right">Tokens in</TableHead>
              <TableHead className="text-right">Tokens out</TableHead>
            </tr>
          </thead>
          <tbody>
            {days.map((cost) => (
              <TableRow key={cost.day}>
                <TableCell className="tabular whitespace-nowrap">{cost.day}</TableCell>
                <TableCell className="tabular text-right">{cost.checks.toLocaleString('en')}</TableCell>
                <TableCell className="tabular text-right">{formatUsd(cost.cost_usd)}</TableCell>
                <TableCell className="tabular text-right">{cost.prompt_tokens.toLocaleString('en')}</TableCell>
                <TableCell className="tabular text-right">{cost.completion_tokens.toLocaleString('en')}</TableCell>
              </TableRow>
            ))}
          </tbody>
        </Table>
      </div>
    </details>
  )
}
