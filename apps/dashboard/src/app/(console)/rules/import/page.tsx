import type { Metadata } from 'next'
import { Card } from '#components/card.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { requireRole } from '#server/viewer.ts'
import { ImportForm } from './import-form.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Import rules' }

export default async function ImportRulesPage() {
  const viewer = await requireRole('admin')
  return (
    <>
      <PageHeader
        title="Import rules"
        description="Rules are matched by name: new ones are created, others updated, none is deleted. All of them are taken, or none."
      />
      {viewer.ok ? (
        <ImportForm />
      ) : (
        <Card flush>
          <ErrorState problem={viewer.problem} />
        </Card>
      )}
    </>
  )
}
