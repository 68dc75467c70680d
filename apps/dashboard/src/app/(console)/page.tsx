import type { Metadata } from 'next'
import { Card } from '#components/card.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { SessionTable } from '#components/session-table.tsx'
import { LiveControl } from '#live/live-control.tsx'
import { load } from '#server/load.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage() {
  const sessions = await load((client) => client.sessions({ limit: 20 }))
  return (
    <>
      <PageHeader
        title="Overview"
        description="What your agents do, what was stopped and why."
        actions={<LiveControl />}
      />
      <Card title="Newest sessions" flush>
        {sessions.ok ? <SessionTable sessions={sessions.value.items} /> : <ErrorState problem={sessions.problem} />}
      </Card>
    </>
  )
}
