import type { Content } from '@agentsentry/contract'
import type { Ruling } from './ruling.ts'
import type { Step } from './step.ts'

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
