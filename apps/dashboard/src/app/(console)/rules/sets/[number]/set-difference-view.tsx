import { Badge } from '#components/badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { RuleDiffView } from '../../rule-diff-view.tsx'
import type { RuleChange } from '../../set-difference.ts'

const looks = {
  created: { word: 'created', tone: 'accent' },
  updated: { word: 'changed', tone: 'warn' },
  deleted: { word: 'deleted', tone: 'block' },
} as const

/** Beyond this many nobody reads on, and the page would only be large. */
const mostListed = 100
/** So many are open from the start; what was changed is of more interest than what is new as a whole. */
const fewEnoughToOpen = 6

/** Rules that differ between two sets, each with its fields. `none` is said where there is no such rule. */
export function SetDifference({ changes, none }: { changes: readonly RuleChange[]; none: string }) {
  if (changes.length === 0) return <p className="text-muted">{none}</p>
  return (
    <>
      <ul className="flex flex-col gap-2">
        {changes.slice(0, mostListed).map(({ rule, kind, fields }) => (
          <li key={`${kind} ${rule}`}>
            <details open={changes.length <= fewEnoughToOpen} className="rounded-md border border-line">
              <summary className="min-h-9 px-3 py-1.5">
                <Badge tone={looks[kind].tone}>{looks[kind].word}</Badge>{' '}
                <HostileText text={rule} limit={120} expandable={false} className="font-medium" />
                {kind === 'updated' ? (
                  <span className="text-[0.8125rem] text-muted"> {fields.map(({ field }) => field).join(', ')}</span>
                ) : null}
              </summary>
              <div className="border-t border-line p-3">
                <RuleDiffView label={`Changes of ${rule}`} fields={fields} />
              </div>
            </details>
          </li>
        ))}
      </ul>
      {changes.length > mostListed ? <p className="mt-2 text-muted">and {changes.length - mostListed} more</p> : null}
    </>
  )
}
