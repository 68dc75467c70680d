'use client'

import type { Reason } from '@agentsentry/contract'
import { Badge } from '#components/badge.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { readingOf } from './trial-marks.ts'

/** One reason: which rule, where it matched, how that was read, and what matched. */
export function ReasonLine({
  reason,
  isOwn,
  isShadow = false,
}: {
  reason: Reason
  isOwn: boolean
  isShadow?: boolean
}) {
  const reading = readingOf(reason)
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 py-1">
      <DecisionBadge decision={reason.decision} />
      <span className={isOwn ? 'font-semibold' : undefined}>
        <HostileText text={reason.rule} limit={100} expandable={false} />
      </span>
      {isOwn ? <span className="text-xs text-muted">this rule</span> : null}
      {isShadow ? <Badge tone="redact">in shadow</Badge> : null}
      <ReasonPlace reason={reason} />
      {reading === null ? null : <Badge>{reading}</Badge>}
    </li>
  )
}

function ReasonPlace({ reason: { path, span, key_span, excerpt, unevaluated } }: { reason: Reason }) {
  if (unevaluated !== undefined) {
    return (
      <span className="text-danger">
        not evaluated: <HostileText text={unevaluated} limit={200} expandable={false} />
      </span>
    )
  }
  if (path === undefined) return null
  return (
    <span className="min-w-0 text-[0.8125rem] text-muted">
      <HostileText text={path} limit={120} expandable={false} className="font-mono" />
      {span === undefined || key_span !== undefined ? ' (key)' : ` ${span[0]}–${span[1]}`}
      {excerpt === undefined || excerpt === '' ? null : (
        <>
          {' '}
          “<HostileText text={excerpt} limit={120} expandable={false} className="font-mono text-text" />”
        </>
      )}
    </span>
  )
}
