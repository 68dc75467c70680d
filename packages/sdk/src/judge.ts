import type { Content } from '@agentsentry/contract'
import type { Enforcer } from './enforcer.ts'
import type { Step } from './step.ts'

/** What an adapter needs of an enforcer, wherever that judges. */
export type Judge = Pick<Enforcer, 'rule'>

/** Asks about a step that nobody can be asked to approve. Null when it may be taken as it is. Throws a denial. */
export async function judged(judge: Judge, step: Step): Promise<Content | null> {
  const ruling = await judge.rule(step)
  if (ruling.kind === 'pass') return null
  if (ruling.kind === 'rewrite') return ruling.content
  throw ruling.denial
}
