import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { until } from '../../../tests/until.ts'
import { ClaimLoop, type ClaimLoopOptions } from './claim-loop.ts'

const loops: ClaimLoop<number>[] = []
afterEach(async () => {
  for (const loop of loops.splice(0)) await loop.stop()
})

function start(options: Partial<ClaimLoopOptions<number>>): ClaimLoop<number> {
  const loop = new ClaimLoop<number>({
    room: () => 1,
    claim: async () => [],
    work: async () => {},
    onFailure: () => {},
    idleMs: 10,
    ...options,
  })
  loops.push(loop)
  return loop
}

/** Hands out 0, 1, 2, … as many as asked for, up to `count`. */
function numbersUpTo(count: number): (limit: number) => Promise<number[]> {
  let next = 0
  return async (limit) => {
    const claimed = Array.from({ length: Math.min(limit, count - next) }, (_, at) => next + at)
    next += claimed.length
    return claimed
  }
}

test('works everything once, and never more at once than there is room for', async () => {
  const worked: number[] = []
  let [underWay, most] = [0, 0]
  start({
    room: (working) => 3 - working,
    claim: numbersUpTo(50),
    work: async (number) => {
      most = Math.max(most, ++underWay)
      await wait(1)
      underWay--
      worked.push(number)
    },
  })
  await until(async () => (worked.length === 50 ? true : null))
  expect(worked.toSorted((left, right) => left - right)).toEqual(Array.from({ length: 50 }, (_, at) => at))
  expect(most).toBe(3)
})

test('goes on at once when something has finished, however long it would wait for something to be due', async () => {
  const worked: number[] = []
  start({
    idleMs: 1_000_000,
    room: (working) => 1 - working,
    claim: numbersUpTo(200),
    work: async (number) => void worked.push(number),
  })
  await until(async () => (worked.length === 200 ? true : null))
})

test('tells once that claiming fails, tries ever more seldom, and tells once that it goes on', async () => {
  const [failures, recoveries, tries]: [unknown[], number[], number[]] = [[], [], []]
  let isAway = true
  start({
    idleMs: 2,
    longestWaitMs: 20,
    claim: async () => {
      tries.push(performance.now())
      if (isAway) throw new Error('the store is away')
      return []
    },
    onFailure: (error) => failures.push(error),
    onRecovery: () => recoveries.push(1),
  })
  await until(async () => (tries.length >= 6 ? true : null))
  isAway = false
  await until(async () => (recoveries.length > 0 ? true : null))
  await wait(50)
  expect([failures.length, recoveries.length]).toEqual([1, 1])
  // A timer never fires much before its time; that it may fire later cannot hurt here.
  expect((tries[5] as number) - (tries[4] as number)).toBeGreaterThan(18)
})

test('work that fails is told of once, holds up what comes after it, and stops nothing', async () => {
  const failures: unknown[] = []
  const worked: number[] = []
  start({
    idleMs: 1,
    longestWaitMs: 2,
    claim: numbersUpTo(10),
    work: async (number) => {
      worked.push(number)
      throw new Error('cannot')
    },
    onFailure: (error) => failures.push(error),
  })
  await until(async () => (worked.length === 10 ? true : null))
  expect(failures.length).toBeGreaterThanOrEqual(1)
  expect(failures.length).toBeLessThan(10)
})

test('stopping aborts what is under way, waits for it, and claims nothing more', async () => {
  const ended: number[] = []
  const claim = numbersUpTo(1_000)
  let [claims, begun] = [0, 0]
  const loop = start({
    room: (working) => 4 - working,
    claim: async (limit) => {
      claims++
      return claim(limit)
    },
    work: (number, signal) =>
      new Promise((resolve) => {
        begun++
        signal.addEventListener('abort', () => {
          setTimeout(() => {
            ended.push(number)
            resolve()
          }, 20)
        })
      }),
  })
  await until(async () => (begun === 4 ? true : null))
  await loop.stop()
  const claimsBefore = claims
  expect(ended).toEqual([0, 1, 2, 3])
  await wait(50)
  expect(claims).toBe(claimsBefore)
})
