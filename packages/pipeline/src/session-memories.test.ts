import type { Phase } from '@agentsentry/contract'
import type { SessionMemory } from '@agentsentry/engine'
import { describe, expect, test } from 'vitest'
import type { RecordedTrace, TraceStore } from './ports.ts'
import { SessionMemories, type SessionMemoriesOptions } from './session-memories.ts'

/** Memory that is told apart by its texts. What a trace leaves is the text it is judged with. */
const leaving = (...texts: string[]): SessionMemory => ({
  traces: texts.map((tail) => ({ phase: 'user' as Phase, tails: [{ path: '/text', tail }], isPartial: false })),
})
const textsOf = ({ traces }: SessionMemory) => traces.flatMap(({ tails }) => tails.map(({ tail }) => tail))

function open(options: SessionMemoriesOptions = {}) {
  const clock = { us: 0, nowUs: () => clock.us }
  const reads: string[] = []
  const store = {
    traces: async (sessionId: string) => {
      reads.push(sessionId)
      return [] as RecordedTrace[]
    },
  } as unknown as TraceStore
  const memories = new SessionMemories(store, clock, options)
  const recorded = Promise.resolve({ replayed: false } as never)
  /** Judges at once: the trace adds its text to what is left. */
  const add = async (sessionId: string, text: string) => {
    let seen: string[] = []
    await memories.inTurn(sessionId, (memory) => {
      seen = textsOf(memory)
      return { memory: leaving(...seen, text) }
    })
    await memories.settle(sessionId, recorded)
    return seen
  }
  return { memories, clock, reads, add }
}

describe('what is remembered', () => {
  test('a session that was created here needs nothing read, and its traces are judged at once', () => {
    const { memories, reads } = open()
    memories.begin('s')
    const judged = memories.inTurn('s', (memory) => ({ memory, seen: textsOf(memory) }))
    expect(judged).not.toBeInstanceOf(Promise)
    expect(reads).toEqual([])
  })

  test('a trace sees what those before it left, in its own session', async () => {
    const { add, reads } = open()
    expect(await add('s', 'a')).toEqual([])
    expect(await add('other', 'x')).toEqual([])
    expect(await add('s', 'b')).toEqual(['a'])
    expect(await add('s', 'c')).toEqual(['a', 'b'])
    expect(reads).toEqual(['s', 'other'])
  })

  test('a trace that left no new record is forgotten', async () => {
    const { memories, add, reads } = open()
    await add('s', 'a')
    await memories.inTurn('s', () => ({ memory: leaving('not recorded') }))
    await expect(memories.settle('s', Promise.reject(new Error('no disk')))).rejects.toThrow('no disk')
    expect(await add('s', 'b')).toEqual([])
    expect(reads).toEqual(['s', 's'])
  })

  test('of more sessions than are kept the one that was idle for longest goes', async () => {
    const { add, reads } = open({ capacity: 2 })
    for (const sessionId of ['a', 'b', 'a', 'c', 'a', 'b']) await add(sessionId, 'x')
    expect(reads).toEqual(['a', 'b', 'c', 'b'])
  })

  test('where other processes may add to a session, memory is read again after its time', async () => {
    const { clock, add, reads } = open({ trustMs: 1000 })
    await add('s', 'a')
    clock.us = 999_000
    expect(await add('s', 'b')).toEqual(['a'])
    clock.us = 1_001_000
    expect(await add('s', 'c')).toEqual([])
    expect(reads).toEqual(['s', 's'])
  })

  test('it is not read again before what was judged here is on disk', async () => {
    const { memories, clock, add, reads } = open({ trustMs: 1000 })
    await add('s', 'a')
    await memories.inTurn('s', () => ({ memory: leaving('b') }))
    const recording = Promise.withResolvers<never>()
    const settled = memories.settle('s', recording.promise)
    clock.us = 1_001_000
    const later = add('s', 'c')
    await new Promise(setImmediate)
    expect(reads).toEqual(['s'])
    recording.resolve({ replayed: false } as never)
    await Promise.all([settled, later])
    expect(reads).toEqual(['s', 's'])
  })
})

describe('a trace that cannot be recorded', () => {
  test('holds up nobody: those that wait for what is under way go on when all of it has ended', async () => {
    const { memories, clock, add, reads } = open({ trustMs: 1000 })
    await add('s', 'a')
    await memories.inTurn('s', () => ({ memory: leaving('b') }))
    await memories.inTurn('s', () => ({ memory: leaving('c') }))
    const [first, second] = [Promise.withResolvers<never>(), Promise.withResolvers<never>()]
    const settled = Promise.allSettled([memories.settle('s', first.promise), memories.settle('s', second.promise)])
    clock.us = 1_001_000
    const later = add('s', 'd')
    first.reject(new Error('the store is away'))
    await new Promise(setImmediate)
    expect(reads).toEqual(['s'])
    second.reject(new Error('the store is away'))
    await settled
    expect(await later).toEqual([])
    expect(reads).toEqual(['s', 's'])
  })
})

describe('the order of judging', () => {
  test('a trace waits for an earlier one of its session that is judged elsewhere, and for no other', async () => {
    const { memories, add } = open()
    memories.begin('s')
    memories.begin('other')
    const elsewhere = Promise.withResolvers<{ memory: SessionMemory }>()
    const first = memories.inTurn('s', () => elsewhere.promise)
    const order: string[] = []
    const second = add('s', 'b').then((seen) => order.push(`second saw ${seen}`))
    await add('other', 'x')
    order.push('other')
    elsewhere.resolve({ memory: leaving('a') })
    await Promise.all([first, second])
    expect(order).toEqual(['other', 'second saw a'])
  })

  test('one that fails elsewhere holds up nobody', async () => {
    const { memories, add } = open()
    memories.begin('s')
    const first = memories.inTurn('s', () => Promise.reject(new Error('overloaded')))
    const second = add('s', 'b')
    await expect(first).rejects.toThrow('overloaded')
    expect(await second).toEqual([])
  })
})
