import { STATUS_CODES } from 'node:http'
import { type Problem, type ProblemCode, type ProblemIssue, problemStatus, SentryError } from '@agentsentry/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { ProblemLog } from './problem-log.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The problem that it was answered with; null where there was none. */
    problem: ProblemCode | null
  }
  interface FastifyInstance {
    problemLog: ProblemLog
  }
}

export const problemType = 'application/problem+json; charset=utf-8'

/** Every error leaves as problem+json: what was raised on purpose as it is, anything else as `internal`, and logged. */
export function answerProblems(server: FastifyInstance): void {
  server.decorateRequest('problem', null)
  server.decorate('problemLog', new ProblemLog())
  server.setErrorHandler((error, request, reply) => sendProblem(toSentryError(error), request, reply))
  server.setNotFoundHandler((request, reply) => {
    const error = new SentryError('route_unknown', `there is no \`${request.method} ${pathOf(request.url)}\``)
    return sendProblem(error, request, reply)
  })
}

export function sendProblem(error: SentryError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = formatProblem(error)
  request.problem = error.code
  if (problem.status >= 500 && error.code !== 'shutting_down') request.server.problemLog.tell(error, request)
  if (error.code === 'key_missing') reply.header('www-authenticate', 'Bearer')
  if (error.code === 'overloaded' || error.code === 'store_unavailable') reply.header('retry-after', '1')
  if (error.code === 'rate_limited' && !reply.hasHeader('retry-after')) reply.header('retry-after', '6')
  if (error.code === 'body_too_large') lingerOverBody(request, reply)
  return reply.code(problem.status).type(problemType).send(JSON.stringify(problem))
}

/**
 * Closed at once, a connection is reset under a client that still sends, and the answer is lost: Python's urllib reads
 * none before it has sent all. Kept open, what is left of the body is read and dropped, for a while.
 */
function lingerOverBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.header('connection', 'keep-alive')
  setTimeout(() => raw.complete || raw.destroy(), 10_000).unref()
}

export function formatProblem({ code, message, issues }: SentryError): Problem {
  const status = problemStatus[code]
  // Whoever reads 422 may rely on `errors`; what has no place of its own is about the request as a whole.
  const errors = status === 422 && issues.length === 0 ? [{ path: '', message }] : issues
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    code,
    ...(errors.length > 0 ? { errors } : {}),
  }
}

/** What Fastify itself refuses, by its error codes. */
const fastifyCodes: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_not_json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'http_malformed',
  FST_ERR_BAD_URL: 'url_invalid',
  FST_ERR_ASYNC_CONSTRAINT: 'http_malformed',
}

function toSentryError(error: unknown): SentryError {
  if (error instanceof SentryError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map(({ instancePath, message }): ProblemIssue => {
      // The validator writes `/` for the whole body; in a JSON Pointer that is a member named by the empty string.
      const place = instancePath === '/' ? '' : instancePath
      const path = error.validationContext === 'querystring' ? `?${place.slice(1)}` : place
      return { path, message: message ?? 'is not valid' }
    })
    const summary = issues
      .map(({ path, message }) => `${path === '' ? 'the body' : `\`${path}\``}: ${message}`)
      .join('; ')
    return new SentryError('request_invalid', summary, { issues })
  }
  const code = error instanceof Error && 'code' in error ? codeOfRefusal(String(error.code), error) : undefined
  if (code !== undefined && error instanceof Error)
    return new SentryError(code, lowerFirst(error.message), { cause: error })
  return new SentryError('internal', 'something went wrong inside AgentSentry; the log says what', { cause: error })
}

/** What Fastify lays at the client's door is malformed HTTP unless it is known as something better. */
function codeOfRefusal(code: string, error: Error): ProblemCode | undefined {
  const isRefusal = code.startsWith('FST_ERR_') && 'statusCode' in error && Number(error.statusCode) < 500
  return fastifyCodes[code] ?? (isRefusal ? 'http_malformed' : undefined)
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1)
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url
}
