import type { Metadata } from 'next'
import { Card } from '#components/card.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { PageHeader } from '#components/page-header.tsx'
import { load } from '#server/load.ts'
import { requireRole } from '#server/viewer.ts'
import type { PageProblem } from '../../../../page-problem.ts'
import { type SearchParameters, single } from '../../../../search-parameters.ts'
import type { TrialInput } from '../editor/engine-questions.ts'
import { emptyDraft, type RuleDraft } from '../editor/rule-draft.ts'
import { RuleEditor } from '../editor/rule-editor.tsx'
import { ruleFromTrace, valueAt } from '../editor/rule-from-trace.ts'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'New rule' }

const emptyTrial: TrialInput = { form: 'text', text: '', phase: 'tool_call', tool: '' }

export default async function NewRulePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const parameters = await searchParams
  const viewer = await requireRole('admin')
  const header = <PageHeader title="New rule" description="It is in force for the very next step once it is created." />
  if (!viewer.ok) return problemPage(header, viewer.problem)
  const from = single(parameters.from)
  if (from === undefined) {
    return (
      <>
        {header}
        <RuleEditor id={null} initial={emptyDraft} initialTrial={emptyTrial} />
      </>
    )
  }
  const begun = await fromTrace(from, single(parameters.path) ?? '', single(parameters.text) ?? '')
  if ('problem' in begun) return problemPage(header, begun.problem, 'The step cannot be read')
  return (
    <>
      {header}
      {begun.note === null ? null : (
        <p role="status" className="mb-3 rounded-md border border-warn/40 bg-warn-soft px-3 py-2 text-warn">
          {begun.note}
        </p>
      )}
      <RuleEditor key={from} id={null} initial={begun.draft} initialTrial={begun.trial} />
    </>
  )
}

async function fromTrace(
  id: string,
  path: string,
  text: string,
): Promise<{ draft: RuleDraft; trial: TrialInput; note: string | null } | { problem: PageProblem }> {
  const trace = await load((client) => client.trace(id))
  if (!trace.ok) return trace
  const { role, phase, content } = trace.value
  const value = path === '' ? undefined : valueAt(content, path)
  const chosen = text !== '' ? text : typeof value === 'string' ? value : ''
  const isThere = path === '' || (value !== undefined && String(value).includes(chosen))
  const begun = ruleFromTrace({ role, phase, content, path: isThere ? path : '', text: chosen.slice(0, 2_000) })
  const note = isThere ? null : 'The text does not stand at that place of the step, so the rule looks at all of it.'
  return { ...begun, note }
}

function problemPage(header: React.ReactNode, problem: PageProblem, title?: string) {
  return (
    <>
      {header}
      <Card flush>
        <ErrorState problem={problem} {...(title === undefined ? {} : { title })} />
      </Card>
    </>
  )
}
