import type { PlacedTrace } from '@agentsentry/contract'
import { Card } from '#components/card.tsx'
import type { Loaded } from '#server/load.ts'
import { marksOf } from '#timeline/marks-of.ts'
import { pageLimits, shortenContent } from '#timeline/shorten-content.ts'
import type { ChoosableRule } from './add-test-dialog.tsx'
import { ContentView } from './content-view.tsx'

/** What was sent, as it was stored, with what rules matched. */
export function ContentCard({
  trace,
  mayEdit,
  rules,
}: {
  trace: PlacedTrace
  mayEdit: boolean
  rules: Loaded<readonly ChoosableRule[]>
}) {
  const { id } = trace
  const marks = marksOf(trace)
  const { content, shortenedFrom } = shortenContent(trace.content, marks, pageLimits)
  return (
    <Card
      title="Content"
      description={mayEdit ? 'Select a part of it to make a rule of that part.' : 'As it was stored.'}
    >
      {shortenedFrom === null ? null : (
        <p className="mb-2 text-[0.8125rem] text-muted">
          It holds {shortenedFrom.toLocaleString('en')} characters as JSON. The beginning of each part is shown, and
          what rules matched; the file below holds all of it.
        </p>
      )}
      <ContentView traceId={id} content={content} marks={marks} rules={mayEdit && rules.ok ? rules.value : null} />
    </Card>
  )
}
