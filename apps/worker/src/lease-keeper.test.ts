import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { expect, test } from 'vitest'
import { queueTraces } from '../../../tests/queued-traces.ts'
import { until } from '../../../tests/until.ts'
import { LeaseKeeper } from './lease-keeper.ts'

test('leases are renewed for as long as the work lasts, and not those that are another’s by now', async () => {
  const store = await SqliteStore.open({ path: ':memory:' })
  const { outbox } = store
  await queueTraces(store.project('default'), 2)
  let nowMs = Date.now() + 60_000
  const leaseMs = 40
  const keeper = new LeaseKeeper({
    outbox,
    clock: { nowMs: () => nowMs },
    leaseMs,
    onFailure: (error) => expect.unreachable(String(error)),
  })
  const [held, lost] = await outbox.claimChecks({ limit: 2, leaseMs, nowMs })
  if (held === undefined || lost === undefined) throw new Error('nothing was claimed')
  const [next] = await outbox.claimChecks({ limit: 1, leaseMs: 500, nowMs: nowMs + leaseMs, among: [lost.traceId] })
  expect(next?.traceId).toBe(lost.traceId)

  const work = Promise.withResolvers<void>()
  const ends = [held, lost].map((claim) => keeper.during(claim, () => work.promise))
  nowMs += 100_000
  await until(async () => {
    const due = await outbox.dueChecks({ limit: 9, nowMs })
    return due.length === 1 && due[0]?.traceId === lost.traceId ? true : null
  })
  work.resolve()
  await Promise.all(ends)
  await keeper.stop()
  nowMs += leaseMs
  expect(await outbox.dueChecks({ limit: 9, nowMs })).toHaveLength(2)
  await store.close()
})
