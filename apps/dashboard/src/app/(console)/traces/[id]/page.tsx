import type { PlacedTrace } from '@agentsentry/contract'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Card } from '#components/card.tsx'
import { ReasonList } from '#components/reason-list.tsx'
import { KeptContent } from '#live/kept-content.tsx'
import { KeptError } from '#live/kept-error.tsx'
import { type Loaded, load } from '#server/load.ts'
import { requireRole, type Viewer } from '#server/viewer.ts'
import type { ChoosableRule } from './add-test-dialog.tsx'
import { CheckCard } from './check-card.tsx'
import { ContentCard } from './content-card.tsx'
import { ExplanationCard } from './explanation-card.tsx'
import { Neighbours } from './neighbours.tsx'
import { RawCard } from './raw-card.tsx'
import { TraceFacts } from './trace-facts.tsx'
import { TraceHeading } from './trace-heading.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Step' }

const pendingStates = new Set(['waiting', 'unavailable'])

export default async function TracePage({ params }: { params: Promise<{ id: string }> }) {
  const id = decodeURIComponent((await params).id)
  const viewer = await requireRole('read')
  if (!viewer.ok) return <KeptError key={id} problem={viewer.problem} />
  const [trace, explanation, check, rules] = await Promise.all([
    load((client) => client.trace(id)),
    load((client) => client.explanation(id)),
    load((client) => client.check(id)),
    loadRules(viewer.value),
  ])
  if (!trace.ok && trace.problem.kind === 'not-found') notFound()
  if (!trace.ok) return <KeptError key={id} problem={trace.problem} />
  return (
    <KeptContent key={id} isKnown>
      <TraceHeading trace={trace.value} isPending={check.ok && pendingStates.has(check.value.state)} />
      <Neighbours trace={trace.value} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex min-w-0 flex-col gap-4">
          <ContentCard trace={trace.value} mayEdit={viewer.value.mayEdit} rules={rules} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <ReasonsCard trace={trace.value} />
          <CheckCard trace={trace.value} check={check} mayEdit={viewer.value.mayEdit} />
          <TraceFacts trace={trace.value} />
        </div>
      </div>
      <div className="mt-4 flex flex-col gap-4">
        <ExplanationCard explanation={explanation} />
        <RawCard trace={trace.value} />
      </div>
    </KeptContent>
  )
}

function ReasonsCard({ trace: { reasons, shadow } }: { trace: PlacedTrace }) {
  return (
    <Card title="Why">
      {reasons.length === 0 ? (
        <p className="text-muted">No rule matched, so the step was allowed.</p>
      ) : (
        <ReasonList reasons={reasons} label="Reasons" />
      )}
      {shadow.length === 0 ? null : (
        <div className="mt-4 rounded-md border border-dashed border-line-strong p-3">
          <h3 className="mb-2 text-[0.8125rem] font-medium">Rules in shadow would have said</h3>
          <ReasonList reasons={shadow} label="Reasons of rules in shadow" />
          <p className="mt-2 text-[0.8125rem] text-muted">They decide nothing until they are put in force.</p>
        </div>
      )}
    </Card>
  )
}

/** Whoever may change rules chooses among them; only their names are needed for that. */
async function loadRules(viewer: Viewer): Promise<Loaded<readonly ChoosableRule[]>> {
  if (!viewer.mayEdit) return { ok: true, value: [] }
  return load(async (client) => (await client.rules()).map(({ id, name }) => ({ id, name })))
}
