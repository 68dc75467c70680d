import { describe, expect, test } from 'vitest'
import { joinSteps } from './join-steps.ts'
import { strongestOf } from './step-decision.ts'
import { traceFor } from './timeline-trace-for-tests.ts'

const call = (id: string, tool: string, args?: unknown) =>
  traceFor({ id, phase: 'tool_call', content: { tool, ...(args === undefined ? {} : { args }) } })
const result = (id: string, tool: string, rest: Record<string, unknown>) =>
  traceFor({ id, phase: 'tool_result', content: { tool, ...rest } })
const pairs = (steps: ReturnType<typeof joinSteps>) => steps.map(({ id, result: end }) => [id, end?.id ?? null])

describe('a call and its result are one step', () => {
  test('where the tool and the arguments are the same', () => {
    const traces = [call('1', 'ls', { path: '/' }), result('2', 'ls', { args: { path: '/' }, result: 'a' })]
    expect(pairs(joinSteps(traces))).toEqual([['1', '2']])
  })

  test('also when the fields of the arguments come in another order', () => {
    const traces = [
      call('1', 'ls', { a: 1, b: [{ c: 2, d: 3 }] }),
      result('2', 'ls', { args: { b: [{ d: 3, c: 2 }], a: 1 }, error: 'no' }),
    ]
    expect(pairs(joinSteps(traces))).toEqual([['1', '2']])
  })

  test('in parallel, each result goes to the call with its arguments', () => {
    const traces = [
      call('1', 'get', { url: 'a' }),
      call('2', 'get', { url: 'b' }),
      result('3', 'get', { args: { url: 'b' }, result: 'B' }),
      traceFor({ id: '4', role: 'assistant', phase: 'assistant', content: { text: 'wait' } }),
      result('5', 'get', { args: { url: 'a' }, result: 'A' }),
    ]
    expect(pairs(joinSteps(traces))).toEqual([
      ['1', '5'],
      ['2', '3'],
      ['4', null],
    ])
  })

  test('equal calls are answered in their order', () => {
    const traces = [
      call('1', 'tick', {}),
      call('2', 'tick', {}),
      result('3', 'tick', { args: {}, result: 1 }),
      result('4', 'tick', { args: {}, result: 2 }),
    ]
    expect(pairs(joinSteps(traces))).toEqual([
      ['1', '3'],
      ['2', '4'],
    ])
  })

  test('a result without arguments goes to the oldest open call of its tool', () => {
    const traces = [
      call('1', 'a', { x: 1 }),
      call('2', 'b', { x: 2 }),
      result('3', 'b', { result: 1 }),
      result('4', 'a', { result: 2 }),
    ]
    expect(pairs(joinSteps(traces))).toEqual([
      ['1', '4'],
      ['2', '3'],
    ])
  })
})

describe('a result stands for itself', () => {
  test('where its arguments are those of no call', () => {
    const traces = [call('1', 'ls', { path: '/' }), result('2', 'ls', { args: { path: '/etc' }, result: 'a' })]
    expect(pairs(joinSteps(traces))).toEqual([
      ['1', null],
      ['2', null],
    ])
  })

  test('where it comes before the call', () => {
    const traces = [result('1', 'ls', { result: 'a' }), call('2', 'ls')]
    expect(pairs(joinSteps(traces))).toEqual([
      ['1', null],
      ['2', null],
    ])
  })

  test('where its call was answered already', () => {
    const traces = [call('1', 'ls'), result('2', 'ls', { result: 'a' }), result('3', 'ls', { result: 'b' })]
    expect(pairs(joinSteps(traces))).toEqual([
      ['1', '2'],
      ['3', null],
    ])
  })
})

test('tools with the names of built-in things, and no name at all, are tools like any other', () => {
  const traces = [
    call('1', 'constructor', { a: 1 }),
    call('2', '__proto__'),
    traceFor({ id: '3', phase: 'tool_call', content: {} }),
    result('4', '__proto__', { result: 1 }),
    result('5', 'constructor', { args: { a: 1 }, result: 1 }),
  ]
  expect(pairs(joinSteps(traces))).toEqual([
    ['1', '5'],
    ['2', '4'],
    ['3', null],
  ])
})

test('a step is as strong as the stronger of call and result', () => {
  const [step] = joinSteps([call('1', 'ls'), { ...result('2', 'ls', { result: 'a' }), decision: 'warn' }])
  expect(step && strongestOf(step)).toBe('warn')
  expect(strongestOf({ id: '1', first: { ...call('1', 'ls'), decision: 'new' as never }, result: null })).toBe('block')
})

test('what has not changed is the same object, however often it is joined', () => {
  const traces = [call('1', 'ls'), result('2', 'ls', { result: 'a' }), call('3', 'ls')]
  const before = joinSteps(traces)
  const after = joinSteps([...traces, result('4', 'ls', { result: 'b' })])
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
})
