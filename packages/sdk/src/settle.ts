import { type Answer, isRecord } from './answer.ts'
import { ApiError, UnavailableError } from './errors.ts'

/** The answer when its status is 2xx or `alsoAccept`; otherwise throws what it is, or the error that its status stands for. */
export function settle(answer: Answer | UnavailableError, alsoAccept: number | undefined): Answer {
  if (answer instanceof UnavailableError) throw answer
  const { status, json, request } = answer
  if (status === alsoAccept || (status >= 200 && status < 300)) return answer
  const problem = isRecord(json) ? json : {}
  const detail = typeof problem.detail === 'string' ? problem.detail : `the server answered ${status}`
  if (status >= 400 && status < 500) {
    const code = typeof problem.code === 'string' ? problem.code : `http_${status}`
    throw new ApiError({ status, code, detail, errors: issuesOf(problem.errors), request })
  }
  const [code, message] =
    status >= 500
      ? (['server_failed', `${request} failed with ${status}: ${detail}`] as const)
      : (['answer_unexpected', `${request} was answered with ${status}; is the address right?`] as const)
  throw new UnavailableError(code, message, { status })
}

function issuesOf(errors: unknown): { path: string; message: string }[] {
  if (!Array.isArray(errors)) return []
  return errors.filter(
    (issue) => isRecord(issue) && typeof issue.path === 'string' && typeof issue.message === 'string',
  )
}
