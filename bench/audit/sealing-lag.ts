import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { AuditSealer, type AuditSeals, sealContinually } from '../../packages/pipeline/src/index.ts'

export interface SealingLag {
  readonly entriesASecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly mostMs: number
}

/** Clients that write one entry after another, as requests do. */
const clientCount = 20

/** Writes entries as fast as they are taken and measures how old each is when its seal is on disk. Rejects when one has none. */
export async function measureSealingLag(folder: string, seconds: number): Promise<SealingLag> {
  const store = await SqliteStore.open({ path: join(folder, 'lag.db') })
  try {
    const lagsMs: number[] = []
    const seals = observed(store.seals, lagsMs)
    const sealer = new AuditSealer({ seals, clock: { nowMs: () => Date.now() }, signer: null })
    const failures: unknown[] = []
    const stop = sealContinually(sealer, { onFailure: (error) => failures.push(error) })
    const written = await writeFor(store, seconds)
    await stop()
    if (failures.length > 0) throw failures[0]
    if (lagsMs.length !== written) throw new Error(`${written} entries were written, ${lagsMs.length} are sealed`)
    lagsMs.sort((left, right) => left - right)
    const at = (share: number) => lagsMs[Math.min(lagsMs.length - 1, Math.floor(lagsMs.length * share))] as number
    return { entriesASecond: written / seconds, p50Ms: at(0.5), p99Ms: at(0.99), mostMs: at(1) }
  } finally {
    await store.close()
  }
}

async function writeFor(store: SqliteStore, seconds: number): Promise<number> {
  const project = store.project('default')
  const endMs = performance.now() + seconds * 1_000
  let written = 0
  const client = async () => {
    while (performance.now() < endMs) {
      await project.appendAudit({
        actor: 'api_key',
        action: 'trace_block',
        targetType: 'trace',
        targetId: String(written++),
        details: { tool: 'shell' },
      })
      await wait(1)
    }
  }
  await Promise.all(Array.from({ length: clientCount }, client))
  return written
}

/** The same seals; the age of every entry that gets one goes into the list. */
function observed(seals: AuditSeals, lagsMs: number[]): AuditSeals {
  const createdAtMs = new Map<number, number>()
  const watched: Partial<AuditSeals> = {
    unsealed: async (limit) => {
      const entries = await seals.unsealed(limit)
      for (const entry of entries) createdAtMs.set(entry.id, entry.createdAtMs)
      return entries
    },
    append: async (following, head) => {
      const outcome = await seals.append(following, head)
      if (outcome === 'appended')
        for (const { entryId } of following) lagsMs.push(Date.now() - (createdAtMs.get(entryId) ?? Number.NaN))
      return outcome
    },
  }
  return new Proxy(seals, {
    get: (target, name) =>
      Reflect.get(watched, name) ?? (Reflect.get(target, name) as (...values: unknown[]) => unknown).bind(target),
  })
}
