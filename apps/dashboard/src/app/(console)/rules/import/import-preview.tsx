'use client'

import { CircleCheck, TriangleAlert } from 'lucide-react'
import { Badge } from '#components/badge.tsx'
import { Button } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { RuleDiffView } from '../rule-diff-view.tsx'
import type { PreviewedChange, PreviewedImport } from './actions.ts'

/** What the document would change, rule by rule, and the button that does it. */
export function ImportPreview({
  preview,
  isPending,
  onApply,
}: {
  preview: PreviewedImport
  isPending: boolean
  onApply: () => void
}) {
  const { created, updated, skipped, changes, warnings, unlisted } = preview
  const isNothing = created + updated === 0
  return (
    <Card
      role="status"
      title={
        isNothing ? 'Nothing would change' : `${created + updated} of ${created + updated + skipped} rules would change`
      }
      description={`${created} new, ${updated} updated, ${skipped} as before. Nothing is changed yet.`}
      actions={
        isNothing ? undefined : (
          <Button variant="primary" disabled={isPending} onClick={onApply}>
            {isPending ? 'Importing …' : 'Apply these changes'}
          </Button>
        )
      }
    >
      {isNothing ? (
        <p className="flex items-center gap-2 text-muted">
          <CircleCheck aria-hidden="true" className="size-4 text-allow" /> Every rule of the document is stored just so.
        </p>
      ) : null}
      {warnings.length === 0 ? null : (
        <ul aria-label="Warnings" className="mb-3 flex flex-col gap-1 text-warn">
          {warnings.map(({ rule, field, code, message }) => (
            <li key={`${rule} ${field} ${code}`} className="flex items-start gap-2">
              <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0">
                <HostileText text={rule} limit={100} expandable={false} className="font-medium" /> ({field}):{' '}
                <HostileText text={message} limit={400} expandable={false} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <ul className="flex flex-col gap-2">
        {changes.map((change) => (
          <li key={change.rule}>
            <Change change={change} isOpen={changes.length <= 10} />
          </li>
        ))}
      </ul>
      {unlisted === 0 ? null : <p className="mt-2 text-muted">and {unlisted} more that are not listed</p>}
    </Card>
  )
}

function Change({ change: { rule, kind, fields }, isOpen }: { change: PreviewedChange; isOpen: boolean }) {
  return (
    <details open={isOpen || kind === 'update'} className="rounded-md border border-line">
      <summary className="min-h-9 px-3 py-1.5">
        <Badge tone={kind === 'create' ? 'accent' : 'warn'}>{kind === 'create' ? 'new' : 'updated'}</Badge>{' '}
        <HostileText text={rule} limit={120} expandable={false} className="font-medium" />
      </summary>
      <div className="border-t border-line p-3">
        <RuleDiffView label={`Changes of ${rule}`} fields={fields} />
      </div>
    </details>
  )
}
