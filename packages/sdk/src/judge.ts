import type { Content } from '@agentsentry/contract'
import type { Json } from './json.ts'
import type { Ruling } from './ruling.ts'
import { messageStep, type Step } from './step.ts'

/** What an adapter needs of an enforcer, wherever that judges. */
export interface Judge {
  /** Asks about a step and says what is to become of it. Never rejects. */
  rule(step: Step): Promise<Ruling>
}

/** Asks about a step that nobody can be asked to approve. Null when it may be taken as it is. Throws a denial. */
export async function judged(judge: Judge, step: Step): Promise<Content | null> {
  const ruling = await judge.rule(step)
  if (ruling.kind === 'pass') return null
  if (ruling.kind === 'rewrite') return ruling.content
  throw ruling.denial
}

/** Null when a text may be handed on as it is, else what to hand on in its place. Throws a denial. */
export async function judgedText(
  judge: Judge,
  role: 'user' | 'assistant',
  text: string,
  extra: Record<string, Json> = {},
): Promise<string | null> {
  if (text === '') return null
  const content = await judged(judge, messageStep(role, text, extra))
  return content === null ? null : String(content.text)
}
