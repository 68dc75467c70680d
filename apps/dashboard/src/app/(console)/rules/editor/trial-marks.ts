import type { Decision, Reason } from '@agentsentry/contract'
import type { PlacedMark } from '#components/json-tree.tsx'
import type { Trial } from './engine-questions.ts'

/** Where the rule matches, in the colour of its decision. A match in a view is shown over what it was made from. */
export function marksOfTrial(
  { matches }: Pick<Trial, 'matches'>,
  rule: { decision: Decision; name: string },
): PlacedMark[] {
  return matches
    .filter(({ span: [start, end] }) => end > start)
    .map(({ path, span: [start, end], view }) => ({
      ...{ path, start, end, tone: rule.decision },
      label: view === 'text' ? rule.name : `${rule.name}, read as ${view}`,
    }))
}

/** How a match was read, where not as it stands: `decoded (base64)`. */
export function readingOf({ view, via }: Pick<Reason, 'view' | 'via'>): string | null {
  if (view === undefined || view === 'text') return null
  return via === undefined || via.length === 0 ? view : `${view} (${via.join(', ')})`
}
