import type { Incident } from '@agentsentry/pipeline'
import type { Insertable } from 'kysely'
import type { DeliveryTable } from './schema.ts'
import type { Scope } from './scope.ts'

/** Leaves word of what happened. The same incident is left once, however often it is met. */
export async function insertIncident({ db, projectId }: Scope, incident: Incident): Promise<void> {
  await db
    .insertInto('deliveries')
    .values(writeIncident(projectId, incident, Date.now()))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export function writeIncident(
  projectId: string,
  { id, kind, payloadJson }: Incident,
  timeMs: number,
): Insertable<DeliveryTable> {
  return {
    id,
    project_id: projectId,
    kind,
    payload: payloadJson,
    created_at: timeMs,
    due_at: timeMs,
    attempts: 0,
    lease_token: null,
    state: 'waiting',
    cause: null,
  }
}
