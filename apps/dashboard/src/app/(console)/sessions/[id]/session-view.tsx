'use client'

import type { SessionDetail } from '@agentsentry/contract'
import { Download, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { ActionDialog } from '#components/action-dialog.tsx'
import { Button } from '#components/button.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { PageHeader } from '#components/page-header.tsx'
import type { StepFilter } from '#timeline/step-filter.ts'
import type { StepsPage } from '#timeline/step-window.ts'
import { QuarantineBanner } from './quarantine-banner.tsx'
import { deleteSession } from './session-actions.ts'
import { SessionFacts } from './session-facts.tsx'
import { Timeline } from './timeline.tsx'
import { useSteps } from './use-steps.ts'

/** A session with its steps. Figures and steps come from the same answers, so that they agree. */
export function SessionView({
  session: initial,
  page,
  filter,
  mayEdit,
}: {
  session: SessionDetail
  page: StepsPage
  filter: StepFilter
  mayEdit: boolean
}) {
  const steps = useSteps({ session: initial, page, filter })
  const { session } = steps
  return (
    <>
      <PageHeader
        title={<HostileText text={session.title || 'untitled session'} limit={200} expandable={false} />}
        actions={<Actions session={session} mayEdit={mayEdit} />}
      />
      <QuarantineBanner session={session} mayEdit={mayEdit} />
      <SessionFacts session={session} />
      <noscript>
        <p className="mb-3 text-muted">Without scripts the first steps are shown here; the export holds all of them.</p>
      </noscript>
      <Timeline steps={steps} filter={filter} />
    </>
  )
}

function Actions({ session, mayEdit }: { session: SessionDetail; mayEdit: boolean }) {
  const router = useRouter()
  return (
    <>
      {/* A plain link: what it leads to is a file. */}
      <a
        href={`/sessions/${encodeURIComponent(session.id)}/export`}
        download
        className="inline-flex min-h-9 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2.5 text-[0.8125rem] font-medium hover:bg-hover md:min-h-7"
      >
        <Download aria-hidden="true" className="size-4" /> Export JSON
      </a>
      {mayEdit ? (
        <ActionDialog
          trigger={
            <Button size="small">
              <Trash2 aria-hidden="true" className="size-4" /> Delete
            </Button>
          }
          title="Delete this session?"
          description={`Its ${session.traces.toLocaleString('en')} steps go with it, for good. The audit log keeps that it was deleted.`}
          confirm="Delete session"
          done={() => ({ title: 'Session deleted' })}
          action={async () => {
            const result = await deleteSession(session.id)
            if (result.ok) router.push('/sessions')
            return result
          }}
        />
      ) : null}
    </>
  )
}
