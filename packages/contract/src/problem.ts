import { z } from 'zod'

/** Every error code that crosses the wire, with the HTTP status that carries it. */
export const problemStatus = {
  request_invalid: 422,
  body_not_json: 422,
  body_not_utf8: 422,
  body_not_recordable: 422,
  rule_invalid: 422,
  rules_document_invalid: 422,
  idempotency_key_reused: 422,
  cursor_invalid: 422,
  url_invalid: 400,
  http_malformed: 400,
  request_timeout: 408,
  headers_too_large: 431,
  key_missing: 401,
  key_wrong: 403,
  key_role: 403,
  host_refused: 403,
  origin_refused: 403,
  route_unknown: 404,
  session_unknown: 404,
  trace_unknown: 404,
  rule_unknown: 404,
  rule_set_unknown: 404,
  check_unknown: 404,
  key_unknown: 404,
  rule_name_taken: 409,
  project_name_taken: 409,
  session_not_quarantined: 409,
  check_not_dead: 409,
  body_too_large: 413,
  rate_limited: 429,
  media_type_unsupported: 415,
  internal: 500,
  store_unavailable: 503,
  overloaded: 503,
  shutting_down: 503,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof problemStatus

export const problemIssueSchema = z.object({
  path: z.string().describe('JSON Pointer into the body, `?name` for a query parameter, or `line N` of a document'),
  message: z.string(),
  rule: z.string().nullish().describe('Name of the rule that has the fault'),
  field: z.string().nullish().describe('Path of the field within the rule: `unless/0/pattern`'),
  position: z.number().int().nullish().describe('Offset into the text of the field, in UTF-16 code units'),
  code: z.string().nullish().describe('What is wrong with the rule, for a program; stable'),
  hint: z.string().nullish().describe('What to write instead'),
})
export type ProblemIssue = z.infer<typeof problemIssueSchema>

/** Body of every error answer (RFC 9457, `application/problem+json`). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().describe('What is wrong, for a person'),
  code: z.string().describe('What is wrong, for a program; stable'),
  errors: z.array(problemIssueSchema).optional(),
})
export type Problem = z.infer<typeof problemSchema>

/**
 * The one error that AgentSentry raises on purpose. `message` is public and may be shown to any caller; whatever must
 * stay inside (paths, SQL, stack of another library) travels as `cause`.
 */
export class SentryError extends Error {
  readonly code: ProblemCode
  readonly issues: ProblemIssue[]

  constructor(code: ProblemCode, message: string, options: { issues?: ProblemIssue[]; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'SentryError'
    this.code = code
    this.issues = options.issues ?? []
  }
}
