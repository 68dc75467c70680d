import type { Check } from '@agentsentry/contract'
import Link from 'next/link'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import { CheckOutcome } from './check-outcome.tsx'
import { CheckStateBadge } from './check-state-badge.tsx'
import { formatUsd } from './fill-days.ts'
import { RetryButton } from './retry-button.tsx'

/** Checks, a line each: of which step, how it stands, what came of it or why nothing did, and what it took. */
export function CheckList({
  checks,
  mayEdit,
  showState,
}: {
  checks: readonly Check[]
  mayEdit: boolean
  /** Where all are of one state, the page has said so. */
  showState: boolean
}) {
  const hasOpinions = checks.some(({ result }) => result !== null)
  const hasDead = checks.some(({ state }) => state === 'dead')
  return (
    <Table label="Checks">
      <thead>
        <tr>
          {showState ? <TableHead>State</TableHead> : null}
          <TableHead>Step</TableHead>
          <TableHead>What came of it</TableHead>
          {hasOpinions ? (
            <>
              <TableHead>Model</TableHead>
              <TableHead className="text-right">Tokens</TableHead>
              <TableHead className="text-right">Cost</TableHead>
              <TableHead className="text-right">Took</TableHead>
            </>
          ) : null}
          <TableHead className="text-right">Asked</TableHead>
          {mayEdit && hasDead ? (
            <TableHead className="relative">
              <span className="sr-only">Do</span>
            </TableHead>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <TableRow key={check.id}>
            {showState ? (
              <TableCell>
                <CheckStateBadge state={check.state} />
              </TableCell>
            ) : null}
            <TableCell className="min-w-32">
              <StepLinks check={check} />
            </TableCell>
            <TableCell className="w-full min-w-72">
              <CheckOutcome check={check} />
            </TableCell>
            {hasOpinions ? <Figures result={check.result} /> : null}
            <TableCell className="tabular text-right whitespace-nowrap">
              {check.attempts === 1 ? 'once' : `${check.attempts} times`}
            </TableCell>
            {mayEdit && hasDead ? (
              <TableCell className="max-w-64">
                {check.state === 'dead' ? <RetryButton traceId={check.id} /> : null}
              </TableCell>
            ) : null}
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}

const linkClasses = 'underline decoration-line-strong underline-offset-2 hover:decoration-current'

function StepLinks({ check }: { check: Check }) {
  return (
    <div className="flex flex-col">
      <Link href={`/traces/${encodeURIComponent(check.id)}`} prefetch={false} className={`font-medium ${linkClasses}`}>
        <LocalTime at={check.created_at} />
      </Link>
      <Link
        href={`/sessions/${encodeURIComponent(check.session_id)}`}
        prefetch={false}
        className={`w-fit text-[0.8125rem] text-muted ${linkClasses}`}
      >
        its session
      </Link>
    </div>
  )
}

function Figures({ result }: Pick<Check, 'result'>) {
  const tokens =
    result?.prompt_tokens == null ? '–' : (result.prompt_tokens + (result.completion_tokens ?? 0)).toLocaleString('en')
  const split =
    result?.prompt_tokens == null
      ? undefined
      : `${result.prompt_tokens.toLocaleString('en')} in, ${(result.completion_tokens ?? 0).toLocaleString('en')} out`
  return (
    <>
      <TableCell className="max-w-56 min-w-40">
        {result === null ? '–' : <HostileText text={result.model} limit={80} expandable={false} />}
      </TableCell>
      <TableCell className="tabular text-right" title={split}>
        {tokens}
      </TableCell>
      <TableCell className="tabular text-right">
        {result?.cost_usd == null ? '–' : formatUsd(result.cost_usd)}
      </TableCell>
      <TableCell className="tabular text-right whitespace-nowrap">{tookOf(result)}</TableCell>
    </>
  )
}

function tookOf(result: Check['result']): string {
  if (result === null) return '–'
  if (result.cached) return 'from memory'
  const { latency_ms: ms } = result
  return ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`
}
