import { expect, test } from 'vitest'
import { GroupCommit } from './group-commit.ts'

const isLock = (error: unknown) => error instanceof Error && error.message === 'locked'

/** Counts how writes were grouped; a write of -1 cannot be committed, -2 meets a lock. */
function recordingCommits() {
  const batches: number[][] = []
  const commits = new GroupCommit<number, number>(
    async (writes) => {
      if (writes.includes(-1)) throw new Error('cannot be written')
      if (writes.includes(-2)) throw new Error('locked')
      batches.push([...writes])
      return writes.map((write) => write * 10)
    },
    isLock,
    4,
  )
  return { batches, commits }
}

test('writes of one moment share commits, in order, and no batch grows past its limit', async () => {
  const { batches, commits } = recordingCommits()
  const outcomes = await Promise.all([1, 2, 3, 4, 5, 6].map((write) => commits.add(write)))
  expect(outcomes).toEqual([10, 20, 30, 40, 50, 60])
  expect(batches).toEqual([
    [1, 2, 3, 4],
    [5, 6],
  ])
})

test('a write that fails takes no other with it', async () => {
  const { batches, commits } = recordingCommits()
  const outcomes = await Promise.allSettled([1, -1, 3].map((write) => commits.add(write)))
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(batches).toEqual([[1], [3]])
})

test('what fails for all fails together, without trying each alone', async () => {
  const { batches, commits } = recordingCommits()
  const outcomes = await Promise.allSettled([1, -2, 3].map((write) => commits.add(write)))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(batches).toEqual([])
})

test('a write that comes in while a commit is under way goes into the next one', async () => {
  const { batches, commits } = recordingCommits()
  const first = commits.add(1)
  await new Promise(setImmediate)
  const second = commits.add(2)
  await Promise.all([first, second])
  expect(batches).toEqual([[1], [2]])
})

test('settled waits for everything added before it', async () => {
  const { batches, commits } = recordingCommits()
  void commits.add(1)
  void commits.add(2)
  await commits.settled()
  expect(batches.flat()).toEqual([1, 2])
})
