import { requestClient } from '#server/client.ts'
import { problemAnswer } from '#server/problem-answer.ts'
import { parseStepFilter } from '#timeline/step-filter.ts'
import { loadSteps } from '../load-steps.ts'
import type { StepsAnswer } from '../steps-answer.ts'
import { parsePosition } from '../steps-request.ts'

export const dynamic = 'force-dynamic'

/** Steps of a session for the browser, and the session as it stands now. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id: sessionId } = await params
  const { searchParams } = new URL(request.url)
  const position = parsePosition(searchParams)
  if (position === null) return Response.json({ kind: 'refused', detail: 'no such position' }, { status: 422 })
  const filter = parseStepFilter(searchParams.get('decision') ?? undefined, searchParams.get('phase') ?? undefined)
  try {
    const client = await requestClient()
    const [session, page] = await Promise.all([
      client.session(sessionId),
      loadSteps(client, { sessionId, position, filter }),
    ])
    const answer: StepsAnswer = { session, page }
    return Response.json(answer, { headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    return problemAnswer(error)
  }
}
