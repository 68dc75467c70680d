import type { Reason } from '@agentsentry/contract'
import { Badge } from './badge.tsx'
import { DecisionBadge } from './decision-badge.tsx'
import { HostileText } from './hostile-text.tsx'
import { SeverityBadge } from './severity-badge.tsx'

/**
 * Why a trace got its decision, or what rules in shadow would have said: one entry for each rule. `brief` shows only the
 * beginning of what a rule's author wrote.
 */
export function ReasonList({
  reasons,
  label,
  brief = false,
}: {
  reasons: readonly Reason[]
  label: string
  brief?: boolean
}) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {reasons.map((reason, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the reasons of a trace keep their order, and a rule may give several
        <li key={index} className="min-w-0 text-[0.8125rem]">
          <ReasonEntry reason={reason} descriptionLimit={brief && reason.type !== 'dynamic' ? 110 : 400} />
        </li>
      ))}
    </ul>
  )
}

function ReasonEntry({ reason, descriptionLimit }: { reason: Reason; descriptionLimit: number }) {
  const { rule, type, severity, decision, description, unevaluated } = reason
  return (
    <>
      <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <DecisionBadge decision={decision} />
        <span className="min-w-0 font-medium">
          <HostileText text={rule} limit={200} expandable={false} />
        </span>
        <SeverityBadge severity={severity} />
        <span className="text-muted">
          <HostileText text={type === 'dynamic' ? 'judge' : type} limit={40} expandable={false} />
        </span>
        {unevaluated === undefined ? null : <Badge tone="warn">could not be evaluated</Badge>}
      </p>
      <Whereabouts reason={reason} />
      {unevaluated === undefined ? null : (
        <p className="mt-0.5 text-warn">
          <HostileText text={unevaluated} limit={300} />
        </p>
      )}
      {description === null ? null : (
        <p className="mt-0.5 max-w-prose text-muted">
          <HostileText text={description} limit={descriptionLimit} />
        </p>
      )}
    </>
  )
}

/** Where it matched, and by which reading. */
function Whereabouts({ reason: { path, excerpt, view, via = [], key_span: keySpan } }: { reason: Reason }) {
  if (path === undefined && excerpt === undefined) return null
  return (
    <p className="mt-0.5 flex min-w-0 flex-wrap items-baseline gap-x-1.5">
      {excerpt === undefined ? null : (
        <span className="min-w-0 rounded-sm bg-sunken px-1">
          <HostileText text={excerpt} limit={200} expandable={false} code />
        </span>
      )}
      {path === undefined ? null : (
        <span className="min-w-0 text-muted">
          {keySpan === undefined ? 'at' : 'at, or in the key of,'}{' '}
          <HostileText text={path === '' ? 'the whole content' : path} limit={200} expandable={false} code />
        </span>
      )}
      {view === undefined || view === 'text' ? null : (
        <span className="text-muted">
          read through <strong className="font-medium text-text">{view}</strong>
          {via.length === 0 ? null : (
            <>
              {' via '}
              <HostileText text={via.join(' → ')} limit={120} expandable={false} code />
            </>
          )}
        </span>
      )}
    </p>
  )
}
