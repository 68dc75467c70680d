import type { Ids } from '@agentsentry/pipeline'
import { v7 } from 'uuid'

/** UUIDs of version 7. The time is the one inside the id, so ordering by id is ordering by time. */
export const uuidIds: Ids = {
  next: () => {
    const id = v7()
    return { id, timeMs: Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) }
  },
}
