import { SentryError } from '@agentsentry/contract'
import type { DatabaseError } from 'pg'

/** What the log says of an error. */
export interface DescribedError {
  readonly type: string
  readonly message?: string
  readonly code?: string
  readonly stack?: string
  readonly cause?: DescribedError
}

/** Causes of causes: as deep as it still tells something. */
const mostCauses = 4
const longestMessage = 300
const mostFrames = 12

/** Classes of SQLSTATE whose messages quote what was written: data exceptions and broken constraints. */
const quotingClasses = new Set(['22', '23'])

/**
 * What may be logged of an error: nothing of the fields that libraries hang on theirs (the row that was refused, the query,
 * the body), and no message where it would quote content.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error }
  const message = tellable(error)
  const { code } = error as Error & { readonly code?: unknown }
  const cause = error instanceof AggregateError ? error.errors[0] : error.cause
  return {
    type: error.name,
    ...(message !== null && { message: message.slice(0, longestMessage) }),
    ...(typeof code === 'string' && { code }),
    ...framesOf(error),
    ...(cause !== undefined && depth < mostCauses && { cause: describeError(cause, depth + 1) }),
  }
}

/** A parser's message quotes what it could not parse. */
function tellable(error: Error): string | null {
  if (error instanceof SyntaxError) return null
  if (isOfPostgres(error) && quotingClasses.has((error.code ?? '22').slice(0, 2))) return null
  return error.message
}

/** By its name: the driver is loaded only where its database is used. */
function isOfPostgres(error: Error): error is DatabaseError {
  return error.constructor.name === 'DatabaseError'
}

/** Where it happened. What was raised on purpose has a code that tells, and where it matters a cause. */
function framesOf(error: Error): { stack?: string } {
  if (error instanceof SentryError) return {}
  const { stack = '', message } = error
  // V8 writes the message before the frames.
  const end = stack.indexOf(message)
  const rest = end < 0 ? stack : stack.slice(end + message.length)
  const frames = rest.split('\n').filter((line) => line.startsWith('    at '))
  return frames.length === 0 ? {} : { stack: frames.slice(0, mostFrames).join('\n') }
}
