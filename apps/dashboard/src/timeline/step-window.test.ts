import { describe, expect, test } from 'vitest'
import { extendNewer, extendOlder, renewTraces, type StepsPage, tailPlace } from './step-window.ts'
import { traceFor } from './timeline-trace-for-tests.ts'

const idOf = (number: number) => String(number).padStart(5, '0')
const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    traceFor({ id: idOf(from + index), createdAt: idOf(from + index) }),
  )
const place = (number: number) => ({ id: idOf(number), at: idOf(number) })
const page = (from: number, to: number, ends: Partial<StepsPage> = {}): StepsPage => ({
  traces: run(from, to),
  from: place(from),
  to: place(to),
  atStart: false,
  atEnd: false,
  ...ends,
})
const ids = ({ traces }: StepsPage) => [traces[0]?.id, traces.at(-1)?.id, traces.length]

describe('a window never holds more than it may', () => {
  test('what comes at the end pushes out the beginning, from where it can be loaded again', () => {
    const window = extendNewer(page(1, 100, { atStart: true }), page(101, 150), 120)
    expect(ids(window)).toEqual([idOf(31), idOf(150), 120])
    expect(window).toMatchObject({ atStart: false, from: place(31), to: place(150) })
  })

  test('what comes at the beginning pushes out the end', () => {
    const window = extendOlder(page(101, 200, { atEnd: true }), page(51, 100, { atStart: true }), 120)
    expect(ids(window)).toEqual([idOf(51), idOf(170), 120])
    expect(window).toMatchObject({ atStart: true, atEnd: false, from: place(51), to: place(170) })
  })

  test('minutes of live steps leave it at its size', () => {
    let window = page(1, 10, { atStart: true, atEnd: true })
    for (let step = 11; step < 9_000; step += 50) window = extendNewer(window, page(step, step + 49, { atEnd: true }))
    expect(window.traces).toHaveLength(1_000)
  })
})

describe('the live end', () => {
  test('a trace that is committed late is put in its place, and none twice', () => {
    const [first, , third] = run(1, 3)
    const before = { ...page(1, 1), traces: [first, third].filter((trace) => trace !== undefined) }
    const window = extendNewer(before, page(2, 4, { atEnd: true }))
    expect(window.traces.map(({ id }) => id)).toEqual([1, 2, 3, 4].map(idOf))
  })

  test('is looked for from a few traces before it', () => {
    expect(tailPlace(page(1, 100), 20)).toEqual(place(80))
    expect(tailPlace(page(1, 5), 20)).toBeNull()
  })

  test('with a filter that lets nothing through it goes on from where it was looked', () => {
    const empty = { ...page(1, 0), traces: [], from: place(1), to: place(700) }
    expect(tailPlace(empty)).toEqual(place(700))
    expect(extendNewer(empty, { ...page(1, 0), traces: [], from: place(701), to: place(900) }).to).toEqual(place(900))
  })

  test('a page that brings nothing leaves what was reached', () => {
    const window = extendNewer(page(1, 10), { traces: [], from: null, to: null, atStart: false, atEnd: true })
    expect(window).toMatchObject({ to: place(10), atEnd: true })
  })
})

test('a decision that was raised changes its trace, and others are not taken in', () => {
  const raised = [traceFor({ id: idOf(2), decision: 'block' }), traceFor({ id: idOf(9) })]
  const window = renewTraces(page(1, 3), raised)
  expect(window.traces.map(({ decision }) => decision)).toEqual(['allow', 'block', 'allow'])
})
