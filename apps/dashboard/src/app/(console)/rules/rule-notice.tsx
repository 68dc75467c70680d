import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { HostileText } from '#components/hostile-text.tsx'

/** What about the rules themselves wants somebody's attention: none is on, or some cannot be evaluated. */
export function RuleNotice({
  enabled,
  faulty,
}: {
  enabled: number
  faulty: readonly { readonly rule: string; readonly message: string }[]
}) {
  return (
    <>
      {enabled > 0 ? null : (
        <Notice tone="border-warn/40 bg-warn-soft text-warn">
          <strong>No rule is on.</strong> Everything that agents do is recorded and allowed.
        </Notice>
      )}
      {faulty.length === 0 ? null : (
        <Notice tone="border-block/40 bg-block-soft text-block">
          <strong>{faulty.length === 1 ? 'A rule cannot' : `${faulty.length} rules cannot`} be evaluated.</strong> Until
          it is mended, its decision is taken for every step that it looks at.
          <ul className="mt-1 list-disc pl-5">
            {faulty.slice(0, 5).map(({ rule, message }) => (
              <li key={rule}>
                <HostileText text={rule} limit={100} expandable={false} className="font-medium" />:{' '}
                <HostileText text={message} limit={300} expandable={false} />
              </li>
            ))}
          </ul>
          {faulty.length > 5 ? <p>and {faulty.length - 5} more, marked below</p> : null}
        </Notice>
      )}
    </>
  )
}

function Notice({ tone, children }: { tone: string; children: ReactNode }) {
  return (
    <div role="status" className={`mb-3 flex items-start gap-2 rounded-md border px-3 py-2 ${tone}`}>
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  )
}
