import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { KeptContent } from '#live/kept-content.tsx'
import { KeptError } from '#live/kept-error.tsx'
import { load } from '#server/load.ts'
import { requireRole } from '#server/viewer.ts'
import { parseStepFilter } from '#timeline/step-filter.ts'
import { type SearchParameters, single } from '../../../../search-parameters.ts'
import { loadSteps } from './load-steps.ts'
import { SessionView } from './session-view.tsx'

export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: 'Session' }

export default async function SessionPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<SearchParameters>
}) {
  const [{ id: segment }, { decision, phase }] = await Promise.all([params, searchParams])
  const sessionId = decodeURIComponent(segment)
  const filter = parseStepFilter(single(decision), single(phase))
  const key = `${sessionId} ${filter.decision} ${filter.phase}`
  const viewer = await requireRole('read')
  if (!viewer.ok) return <KeptError key={key} problem={viewer.problem} />
  const loaded = await load(async (client) => {
    const [session, page] = await Promise.all([
      client.session(sessionId),
      loadSteps(client, { sessionId, position: { kind: 'start' }, filter }),
    ])
    return { session, page }
  })
  if (!loaded.ok && loaded.problem.kind === 'not-found') notFound()
  if (!loaded.ok) return <KeptError key={key} problem={loaded.problem} />
  const { session, page } = loaded.value
  return (
    <KeptContent key={key} isKnown>
      <SessionView session={session} page={page} filter={filter} mayEdit={viewer.value.mayEdit} />
    </KeptContent>
  )
}
