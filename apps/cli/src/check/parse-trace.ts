import { type Content, contentSchema, parseStrictJson, type Role, roleSchema, SentryError } from '@agentsentry/contract'
import { CommandFailure } from '../command-failure.ts'

/** One content to judge. `note` tells how it was read where that may surprise. */
export interface ParsedTrace {
  readonly role: Role
  readonly content: Content
  readonly note: string | null
}

/**
 * A JSON object is content, or a whole trace when it has a `role` and an object as `content`. Anything else is the text
 * of a message, without the line break that ends it. `role`, when given, replaces what the trace says.
 *
 * Throws `CommandFailure` for what the API would not record either (duplicate keys, NUL, …), and for nothing at all: an
 * empty input is more often a broken pipe than a harmless message.
 */
export function parseTrace(text: string, role?: Role): ParsedTrace {
  if (text.trim() === '') throw new CommandFailure('there is nothing to judge: the input is empty')
  const object = contentSchema.safeParse(parseJson(text))
  if (!object.success) return messageOf(text, role)
  if (!isWholeTrace(object.data)) {
    return { role: role ?? defaultRole(object.data), content: object.data, note: null }
  }
  const ownRole = roleSchema.safeParse(object.data.role)
  if (role === undefined && !ownRole.success) {
    throw new CommandFailure(`\`role\` is none of ${roleSchema.options.join(', ')}`)
  }
  return { role: (role ?? ownRole.data) as Role, content: object.data.content, note: null }
}

/** Undefined for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return parseStrictJson(text)
  } catch (error) {
    if (error instanceof SentryError && error.code === 'body_not_json') return undefined
    throw unrecordable(error)
  }
}

function messageOf(text: string, role: Role = 'user'): ParsedTrace {
  const content = { text: text.replace(/\r?\n$/, '') }
  try {
    parseStrictJson(JSON.stringify(content))
  } catch (error) {
    throw unrecordable(error)
  }
  const looksLikeJson = /^\s*[{[]/.test(text)
  return {
    role,
    content,
    note: looksLikeJson ? 'this is not a JSON object; it is judged as the text of a message' : null,
  }
}

function unrecordable(error: unknown): unknown {
  if (!(error instanceof SentryError)) return error
  const place = error.issues.map(({ path }) => path).filter((path) => path !== '')
  return new CommandFailure(`this cannot be recorded: ${error.message}${place.length > 0 ? ` (at ${place})` : ''}`)
}

function isWholeTrace(value: Content): value is Content & { role: string; content: Content } {
  return (
    Object.hasOwn(value, 'role') &&
    Object.hasOwn(value, 'content') &&
    typeof value.role === 'string' &&
    contentSchema.safeParse(value.content).success
  )
}

function defaultRole(content: Content): Role {
  return Object.hasOwn(content, 'tool') ? 'tool' : 'user'
}
