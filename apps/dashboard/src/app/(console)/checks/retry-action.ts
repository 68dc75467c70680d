'use server'

import type { RetriedChecks } from '@agentsentry/contract'
import { refresh } from 'next/cache'
import { act, refusal } from '#server/act.ts'
import type { ActionResult } from '../../../action-result.ts'

const longestId = 200

/** Asks the judge again about one trace whose check was given up. */
export async function retryOneCheck(traceId: unknown): Promise<ActionResult<{ state: string }>> {
  if (typeof traceId !== 'string' || traceId === '' || traceId.length > longestId) {
    return refusal('input_invalid', 'That is not the id of a step.')
  }
  const result = await act('admin', async (client) => ({ state: (await client.retryCheck(traceId)).state }))
  // Somebody else may have been quicker: then the page is out of date.
  if (result.ok || result.code === 'check_not_dead' || result.code === 'check_unknown') refresh()
  return result
}

/** Asks again about all that were given up, at most 1,000. */
export async function retryDeadChecks(): Promise<ActionResult<RetriedChecks>> {
  const result = await act('admin', (client) => client.retryChecks())
  if (result.ok) refresh()
  return result
}
