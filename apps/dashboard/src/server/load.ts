import 'server-only'
import type { AgentSentryClient } from '@agentsentry/sdk'
import { redirect } from 'next/navigation'
import type { PageProblem } from '../page-problem.ts'
import { requestClient } from './client.ts'
import { currentPath } from './current-path.ts'
import { problemOf } from './problem-of.ts'

export type Loaded<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: PageProblem }

/**
 * Asks the API for what a page shows. A page shows the problem (`ErrorState`) where there is one; who is not signed in, or no
 * longer, is sent to sign in and comes back.
 */
export async function load<Value>(ask: (client: AgentSentryClient) => Promise<Value>): Promise<Loaded<Value>> {
  try {
    return { ok: true, value: await ask(await requestClient()) }
  } catch (error) {
    const problem = problemOf(error)
    if (problem.kind === 'signed-out') redirect(await signInPath())
    return { ok: false, problem }
  }
}

/** Whether the API answered to all of these, be it with a refusal. */
export function isAnswered(...parts: readonly Loaded<unknown>[]): boolean {
  return parts.every((part) => part.ok || part.problem.kind !== 'unreachable')
}

/** Where somebody signs in who wanted to see the page that is asked for. */
export async function signInPath(): Promise<string> {
  return `/sign-in?${new URLSearchParams({ next: await currentPath() })}`
}
