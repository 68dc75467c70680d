'use server'

import { act } from '#server/act.ts'
import type { ActionResult } from '../../../../action-result.ts'

/** Lifts the quarantine of a session: its next tool call is judged by the rules again. */
export async function releaseSession(id: string): Promise<ActionResult<null>> {
  return act('admin', async (client) => {
    await client.releaseSession(String(id))
    return null
  })
}

/** Deletes a session and its traces for good. */
export async function deleteSession(id: string): Promise<ActionResult<null>> {
  return act('admin', async (client) => {
    await client.deleteSession(String(id))
    return null
  })
}
