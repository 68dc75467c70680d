import type { PageProblem } from '../page-problem.ts'
import { problemOf } from './problem-of.ts'

const statuses: Readonly<Record<PageProblem['kind'], number>> = {
  unreachable: 503,
  'signed-out': 401,
  forbidden: 403,
  'not-found': 404,
  refused: 422,
}

/** What a route handler answers when the API refused or did not answer: the problem, as JSON. */
export function problemAnswer(error: unknown): Response {
  const problem = problemOf(error)
  return Response.json(problem, { status: statuses[problem.kind], headers: { 'cache-control': 'no-store' } })
}
