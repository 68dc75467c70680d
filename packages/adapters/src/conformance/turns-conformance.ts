import { describe, expect, test } from 'vitest'
import { entryOf, incidentOf, sessionIn, traceAt } from './invented-rows.ts'
import type { GivenStore } from './store-under-test.ts'

const leaseMs = 1_000
const nowMs = 1_000_000

/** That no project waits for another's backlog, and that no place stays empty for the sake of it. */
export function describeTurns(given: GivenStore): void {
  describe('projects that have something waiting', () => {
    const claim = (limit: number) => given.store.outbox.claimChecks({ limit, leaseMs, nowMs })
    const due = (limit: number) => given.store.outbox.dueChecks({ limit, nowMs })
    /** Has so many checks of a project wait, the first of them longest. Returns their names. */
    const wait = async (projectId: string, count: number, dueMs = 1) => {
      if ((await given.store.projects.findProject(projectId)) === null)
        await given.store.projects.createProject({ id: projectId, name: projectId, createdAtMs: 1 }, 'someone')
      const project = given.store.project(projectId)
      const sessionId = await sessionIn(project)
      const traces = Array.from({ length: count }, (_, at) => traceAt(sessionId, dueMs + at))
      await Promise.all(
        traces.map((trace) => project.record(entryOf(trace, { incident: incidentOf(trace.id, 'block') }))),
      )
      return traces.map(({ id }) => id)
    }
    const countOf = (claims: readonly { readonly projectId: string }[]) => {
      const counts: Record<string, number> = {}
      for (const { projectId } of claims) counts[projectId] = (counts[projectId] ?? 0) + 1
      return counts
    }

    test('have the next claim or the one after it, whatever waits before them', async () => {
      const many = await wait('a', 10_000)
      const [one = ''] = await wait('b', 1, 900_000)
      const first = await claim(4)
      expect(countOf(first)).toEqual({ a: 3, b: 1 })
      expect(first.map(({ traceId }) => traceId)).toEqual([many[0], one, many[1], many[2]])
      const [another = ''] = await wait('b', 1, 900_000)
      const claimed = [...(await claim(1)), ...(await claim(1))]
      expect(claimed.map(({ traceId }) => traceId).sort()).toEqual([many[3], another].sort())
      const [named = ''] = await wait('b', 1, 900_000)
      expect((await due(2)).map(({ traceId }) => traceId).sort()).toEqual([many[4], named].sort())
      // Another process has its own turns.
      expect((await due(8)).map(({ traceId }) => traceId)).toContain(named)
    }, 60_000)

    test('have equal shares, and the next claim goes on with those whose share was less', async () => {
      for (const projectId of ['a', 'b', 'c']) await wait(projectId, 30)
      expect(countOf(await claim(8))).toEqual({ a: 3, b: 3, c: 2 })
      expect(countOf(await claim(8))).toEqual({ a: 3, b: 2, c: 3 })
      expect(countOf(await claim(8))).toEqual({ a: 2, b: 3, c: 3 })
      expect(countOf([...(await claim(1)), ...(await claim(1)), ...(await claim(1))])).toEqual({ a: 1, b: 1, c: 1 })
    })

    test('leave what they do not need to the others', async () => {
      await wait('a', 1)
      await wait('b', 2)
      await wait('c', 40)
      await wait('d', 5, nowMs + 1)
      expect(countOf(await claim(12))).toEqual({ a: 1, b: 2, c: 9 })
      expect(countOf(await claim(12))).toEqual({ c: 12 })
      expect(await claim(100)).toHaveLength(19)
      expect(await claim(100)).toEqual([])
    })

    test('have their turn one after another where there are more of them than are claimed at once', async () => {
      const names = await Promise.all(Array.from({ length: 9 }, (_, at) => wait(`p${at}`, 3)))
      for (let round = 0; round < 3; round++) {
        const claimed = [...(await claim(4)), ...(await claim(4)), ...(await claim(1))]
        expect(claimed.map(({ traceId }) => traceId).sort()).toEqual(names.map((ofOne) => ofOne[round]).sort())
      }
      expect(await claim(9)).toEqual([])
    })

    test('are named in turn too, each time from where the last time ended, with as many as were asked for', async () => {
      const [many, few, one] = [await wait('a', 30), await wait('b', 2), await wait('c', 1)]
      const names = async (limit: number) => (await due(limit)).map(({ traceId }) => traceId)
      expect(await names(9)).toEqual([many[0], few[0], one[0], many[1], few[1], ...many.slice(2, 6)])
      expect(await names(2)).toEqual([many[0], few[0]])
      expect(await names(2)).toEqual([one[0], many[0]])
      expect(new Set(await names(100)).size).toBe(33)
    })

    test('have each row claimed once, by whoever asks, and theirs in the order in which they came', async () => {
      const waiting = await Promise.all(['a', 'b', 'c', 'd'].map((projectId, at) => wait(projectId, 10 + 20 * at)))
      const claimAll = async (limit: number): Promise<string[]> => {
        const claimed = (await claim(limit)).map(({ traceId }) => traceId)
        return claimed.length === 0 ? [] : [...claimed, ...(await claimAll(limit))]
      }
      const ofEach = await Promise.all([7, 1, 3, 12].map(claimAll))
      const claimed = [...ofEach.flat(), ...(await claimAll(50))]
      expect(claimed.sort()).toEqual(waiting.flat().sort())
      const again = await Promise.all(['a', 'b'].map((projectId) => wait(projectId, 25)))
      const inOrder = await claimAll(7)
      for (const ofOne of again) expect(inOrder.filter((id) => ofOne.includes(id))).toEqual(ofOne)
    })

    test('are told of their incidents in turn', async () => {
      const many = await wait('a', 40)
      const [one = ''] = await wait('b', 1, 900_000)
      const told = await given.store.outbox.claimDeliveries({ limit: 3, leaseMs, nowMs })
      expect(told.map(({ id }) => id)).toEqual([many[0], one, many[1]].map((id) => `block:${id}`))
    })
  })
}
