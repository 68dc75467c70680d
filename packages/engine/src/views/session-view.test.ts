import type { Content, Phase } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { collectText } from '../collect-text.ts'
import { Budget, freeCharacters } from './budget.ts'
import { foldLine } from './fold/folded-line.ts'
import { emptyMemory, remember, remembered } from './session-memory.ts'
import { sessionViews } from './session-view.ts'

interface Given {
  readonly phase?: Phase
  readonly between?: '' | '\n'
  readonly budget?: Budget
}

const after = (...traces: [Phase, Content][]) =>
  traces.reduce((memory, [phase, content]) => remember(memory, { phase, content }), emptyMemory)

function views(
  content: Content,
  session: ReturnType<typeof after>,
  { phase = 'user', between = '', budget }: Given = {},
) {
  const folded = collectText(content).map((line) => foldLine(line))
  const [besides, below] = sessionViews(folded, { phase, session, budget: budget ?? new Budget([]) })
  return (between === '' ? besides : below) ?? null
}

const texts = (...given: Parameters<typeof views>) =>
  views(...given)?.map(({ prefix, value }) => prefix + value) ?? null

test('a value stands behind the ends of those that earlier traces of its phase had at its place, oldest first', () => {
  const session = after(
    ['user', { text: 'one ' }],
    ['assistant', { text: 'other phase' }],
    ['user', { args: { text: 'other place' } }],
    ['user', { text: 'two ' }],
  )
  expect(texts({ text: 'three', note: 'x' }, session)).toEqual(['one two three'])
  expect(texts({ text: 'three' }, session, { between: '\n' })).toEqual(['one \ntwo \nthree'])
})

test.each<[string, Content]>([
  ['another place', { note: 'x' }],
  ['no text', { text: '' }],
])('there is no view of a value at %s', (_name, content) => {
  expect(views(content, after(['user', { text: 'one' }]))).toBeNull()
})

test('a trace of a phase that the session has not seen has no view', () => {
  expect(views({ text: 'x' }, after(['assistant', { text: 'one' }]))).toBeNull()
  expect(views({ text: 'x' }, emptyMemory)).toBeNull()
})

test('what came before is read as it looks', () => {
  expect(texts({ text: 'ssn' }, after(['user', { text: 'sh\u200b\u0430re ' }]))).toEqual(['share ssn'])
})

test('so much is read of what came before, of all earlier values together, and of the value', () => {
  const most = remembered.characters
  const session = after(['user', { text: 'a'.repeat(most) }], ['user', { text: 'b'.repeat(10) }])
  const [line] = views({ text: 'c'.repeat(most + 1) }, session, { between: '\n' }) ?? []
  expect(line?.value).toBe(`${'a'.repeat(most - 11)}\n${'b'.repeat(10)}\n${'c'.repeat(most)}`)
  expect(line?.seam).toBe(most + 1)
})

test('a match is placed in the newer trace, from its beginning on where it began before', () => {
  const [line] = views({ text: 'a\u200bb cd' }, after(['user', { text: 'xyz' }]), { between: '\n' }) ?? []
  expect(line).toMatchObject({ value: 'xyz\nab cd', seam: 4, segments: ['text'] })
  const span = (start: number, end: number) => line?.origin?.locate(start, end).span
  expect([span(1, 6), span(4, 5), span(5, 6), span(0, 2), span(7, 9)]).toEqual([
    [0, 3],
    [0, 1],
    [2, 3],
    [0, 0],
    [4, 6],
  ])
})

test('where an earlier trace of the phase had more values than are kept, that is said of a value without a past', () => {
  const many = Object.fromEntries(
    Array.from({ length: remembered.leavesPerTrace + 1 }, (_each, at) => [`k${at}`, `value ${at}`]),
  )
  const reasonOf = (content: Content, session: ReturnType<typeof after>) => {
    const budget = new Budget([])
    views(content, session, { budget })
    return budget.report()
  }
  const session = after(['user', many])
  expect(reasonOf({ elsewhere: 'x' }, session)).toMatch(/earlier/)
  expect(reasonOf({ elsewhere: '', k1: 'x' }, session)).toBeNull()
  expect(reasonOf({ elsewhere: 'x' }, after(['user', { text: 'x' }], ['assistant', many]))).toBeNull()
})

test('what the budget does not hold is left out, and said', () => {
  const budget = new Budget([])
  budget.take(freeCharacters - 'a: one twoa: one \ntwo'.length)
  const session = after(['user', { args: { a: 'one ' } }])
  expect(texts({ args: { a: 'f'.repeat(20) } }, session, { budget })).toBeNull()
  expect(budget.report()).not.toBeNull()
  expect(texts({ args: { a: 'two' } }, session, { budget })).toEqual(['a: one two'])
})
