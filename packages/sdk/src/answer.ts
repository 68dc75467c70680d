import { UnavailableError } from './errors.ts'

/** What the server answered, read to its end. */
export interface Answer {
  status: number
  headers: Headers
  /** The parsed body; undefined when it is not JSON. */
  json: unknown
  /** The call, for messages: `POST /traces`. */
  request: string
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the fields of an answer must at least be; the rest is the server's promise. */
type Shape = Record<string, 'string' | 'number' | 'boolean' | 'object[]'>

/** The body as an object with these fields. Throws `UnavailableError` `answer_unexpected` when it is not one. */
export function objectAnswer<Body>(answer: Answer, shape: Shape): Body {
  if (isRecord(answer.json) && hasShape(answer.json, shape)) return answer.json as Body
  throw unexpected(answer)
}

/** The body as an array of objects with these fields. Throws as {@link objectAnswer}. */
export function arrayAnswer<Item>(answer: Answer, shape: Shape): Item[] {
  const { json } = answer
  if (Array.isArray(json) && json.every((item) => isRecord(item) && hasShape(item, shape))) return json
  throw unexpected(answer)
}

function hasShape(body: Record<string, unknown>, shape: Shape): boolean {
  return Object.entries(shape).every(([name, kind]) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined
    return kind === 'object[]' ? Array.isArray(value) && value.every(isRecord) : typeof value === kind
  })
}

function unexpected(answer: Answer): UnavailableError {
  const message = `${answer.request} was answered with something that is not AgentSentry's answer; is the address right?`
  return new UnavailableError('answer_unexpected', message, { status: answer.status })
}
