import type { PlacedTrace } from '@agentsentry/contract'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { Card } from '#components/card.tsx'
import { CopyButton } from '#components/copy-button.tsx'
import { HostileText } from '#components/hostile-text.tsx'

/** What it was judged by, what that took, and its ids. */
export function TraceFacts({ trace }: { trace: PlacedTrace }) {
  const { rules } = trace
  return (
    <Card title="Details">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1.5 text-[0.8125rem]">
        <Fact name="Rule set">
          <Link
            href={`/rules/sets/${trace.rule_set}`}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            number {trace.rule_set}
          </Link>
        </Fact>
        <Fact name="Rules">
          {rules.ran} ran, {rules.out_of_scope} out of scope, {rules.not_evaluated} could not be evaluated
        </Fact>
        <Fact name="Evaluation">{microseconds(trace.evaluation_us)}</Fact>
        <Fact name="Masked">
          {trace.masked === 0
            ? 'nothing'
            : `${trace.masked} ${trace.masked === 1 ? 'place' : 'places'}, before it was stored`}
        </Fact>
        <Fact name="Step">
          <Id text={trace.id} label="Copy the id of the step" />
        </Fact>
        <Fact name="Session">
          <Id text={trace.session_id} label="Copy the id of the session" />
        </Fact>
      </dl>
    </Card>
  )
}

function microseconds(us: number | null): string {
  if (us === null) return 'not measured'
  return us < 1_000 ? `${us} µs` : `${(us / 1_000).toFixed(1)} ms`
}

function Id({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex items-center gap-1">
      <HostileText text={text} limit={80} expandable={false} className="font-mono" />
      <CopyButton text={text} label={label} />
    </span>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="tabular min-w-0">{children}</dd>
    </>
  )
}
