import { createHash } from 'node:crypto'
import { openSqliteSeals } from '@agentsentry/adapters/store-sqlite'
import { canonicalEntry, genesisHash } from '../../packages/pipeline/src/audit-chain/entry-hash.ts'
import { type AuditSeals, verifyAuditLog } from '../../packages/pipeline/src/index.ts'

/** Entries in a second by the clock, and in a second of one core: the latter tells what a machine does that is otherwise idle. */
export interface Rate {
  readonly byClock: number
  readonly byCpu: number
}

export const legs = ['plain SHA-256', 'reading', 'verifying'] as const
export type Leg = (typeof legs)[number]

/** Each once, over the same entries. Rejects when the log is not whole. */
export async function measureRound(path: string, order: readonly Leg[]): Promise<Record<Leg, Rate>> {
  const { seals, close } = await openSqliteSeals(path)
  try {
    const rates: Partial<Record<Leg, Rate>> = {}
    for (const leg of order) rates[leg] = await measures[leg](seals)
    return rates as Record<Leg, Rate>
  } finally {
    await close()
  }
}

const measures: Record<Leg, (seals: AuditSeals) => Promise<Rate>> = {
  'plain SHA-256': async (seals) => {
    // Only hashing is timed; what is hashed is made a page at a time, since a large log does not fit in memory.
    const hash = createHash('sha256')
    let previousHash = genesisHash
    let rate = { entries: 0, wallMs: 0, cpuMs: 0 }
    for await (const page of pagesOf(seals)) {
      const texts = page.map((sealed) => {
        if (sealed.entry === null) throw new Error(`entry ${sealed.entryId} is gone`)
        const text = Buffer.from(canonicalEntry(previousHash, sealed.seq, sealed.entry))
        previousHash = sealed.hash
        return text
      })
      const spent = await timed(async () => {
        for (const text of texts) hash.update(text)
        return texts.length
      })
      rate = {
        entries: rate.entries + spent.entries,
        wallMs: rate.wallMs + spent.wallMs,
        cpuMs: rate.cpuMs + spent.cpuMs,
      }
    }
    hash.digest()
    return rateOf(rate)
  },
  reading: async (seals) =>
    rateOf(
      await timed(async () => {
        let entries = 0
        for await (const page of pagesOf(seals)) entries += page.length
        return entries
      }),
    ),
  verifying: async (seals) =>
    rateOf(
      await timed(async () => {
        const { fault, entries } = await verifyAuditLog(seals)
        if (fault !== null) throw new Error(`the log is not whole: ${JSON.stringify(fault)}`)
        return entries
      }),
    ),
}

async function* pagesOf(seals: AuditSeals) {
  for (let after = 0; ; ) {
    const page = await seals.sealedEntries(after, 5_000)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.seq
  }
}

interface Spent {
  readonly entries: number
  readonly wallMs: number
  readonly cpuMs: number
}

async function timed(work: () => Promise<number>): Promise<Spent> {
  const cpu = process.cpuUsage()
  const beganMs = performance.now()
  const entries = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { entries, wallMs: performance.now() - beganMs, cpuMs: (user + system) / 1_000 }
}

function rateOf({ entries, wallMs, cpuMs }: Spent): Rate {
  return { byClock: (entries / wallMs) * 1_000, byCpu: (entries / cpuMs) * 1_000 }
}
