import { type Content, type Role, roleSchema } from '@agentsentry/contract'

/** One line of a file of recorded sessions. Indexes count `traces`. */
export interface RecordedSession {
  readonly id: string
  /** Where it was recorded; `unknown` when the line does not say. */
  readonly source: string
  /** `benign`, `attack_success`, `attack_failed`, `attack_unseen`, or another; `unlabelled` when there is none. */
  readonly label: string
  readonly traces: readonly RecordedStep[]
  /** The trace whose result carries the planted text. */
  readonly injectionAt: number | null
  /** The calls that carry out the attack, earliest first. */
  readonly badCalls: readonly number[]
  readonly meta: Content
}

export interface RecordedStep {
  readonly role: Role
  readonly content: Content
  /** Tool traces that stand together with one turn were called in parallel. */
  readonly turn: number | null
}

/**
 * Reads a line. Throws an `Error` that says what is wrong with it. What a tool gave back is left as it is: whether it can
 * be recorded is for the client and the server to say, as it is with a live agent.
 */
export function parseRecordedSession(line: string): RecordedSession {
  const value = objectAt('the line', JSON.parse(line))
  const steps = value.traces
  if (!Array.isArray(steps) || steps.length === 0) throw new Error('`traces` is not a list with at least one trace')
  const traces = steps.map(parseStep)
  const meta = objectAt('`meta`', value.meta ?? {})
  const isIndex = (index: unknown): index is number =>
    typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < traces.length
  const injectionAt = meta.injection_at ?? null
  if (injectionAt !== null && !isIndex(injectionAt)) throw new Error('`meta.injection_at` is no index into `traces`')
  const badCalls: unknown = meta.bad_calls ?? []
  if (!Array.isArray(badCalls) || !badCalls.every(isIndex)) {
    throw new Error('`meta.bad_calls` is not a list of indexes into `traces`')
  }
  return {
    id: textAt('`id`', value.id),
    source: textAt('`source`', value.source ?? 'unknown'),
    label: textAt('`label`', value.label ?? 'unlabelled'),
    traces,
    injectionAt,
    badCalls: badCalls.sort((left, right) => left - right),
    meta,
  }
}

function parseStep(value: unknown, index: number): RecordedStep {
  const place = `traces[${index}]`
  const { role, content, turn = null } = objectAt(`\`${place}\``, value)
  const parsedRole = roleSchema.safeParse(role)
  if (!parsedRole.success) throw new Error(`\`${place}.role\` is none of ${roleSchema.options.join(', ')}`)
  if (turn !== null && typeof turn !== 'number') throw new Error(`\`${place}.turn\` is not a number`)
  return { role: parsedRole.data, content: objectAt(`\`${place}.content\``, content), turn }
}

function objectAt(place: string, value: unknown): Content {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Content
  throw new Error(`${place} is not an object`)
}

function textAt(place: string, value: unknown): string {
  if (typeof value !== 'string') throw new Error(`${place} is not a string`)
  return value
}
