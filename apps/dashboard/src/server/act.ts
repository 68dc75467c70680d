import 'server-only'
import { type AgentSentryClient, ApiError } from '@agentsentry/sdk'
import type { ActionResult } from '../action-result.ts'
import { requestClient } from './client.ts'
import { problemOf } from './problem-of.ts'
import { forbidden, loadViewer, mayAct } from './viewer.ts'

/**
 * The body of a Server Action: who asks must have the role, and what the API refuses comes back as data. The API decides
 * for itself, whatever was shown.
 */
export async function act<Value>(
  role: 'read' | 'admin',
  change: (client: AgentSentryClient) => Promise<Value>,
): Promise<ActionResult<Value>> {
  const viewer = await loadViewer()
  if (!viewer.ok) return refusal(viewer.problem.kind, viewer.problem.detail)
  if (!mayAct(viewer.value, role)) return refusal('forbidden', forbidden(role).detail)
  try {
    return { ok: true, value: await change(await requestClient()) }
  } catch (error) {
    const { kind, detail } = problemOf(error)
    if (!(error instanceof ApiError))
      return refusal(kind, `${detail} Nothing may have been changed; look before you try again.`)
    return { ok: false, message: detail, code: error.code, errors: error.errors }
  }
}

/** An action that was not even tried. */
export function refusal(code: string, message: string): ActionResult<never> {
  return { ok: false, message, code, errors: [] }
}
