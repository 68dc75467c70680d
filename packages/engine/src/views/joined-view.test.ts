import type { Content } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { collectText } from '../collect-text.ts'
import { Budget, freeCharacters } from './budget.ts'
import { foldLine } from './fold/folded-line.ts'
import { joinedView } from './joined-view.ts'

function joined(content: Content, between: '' | ' ' = '', budget = new Budget(collectText(content))) {
  const folded = collectText(content).map((line) => foldLine(line))
  return joinedView(folded, between, budget)
}

const valuesOf = (content: Content, between: '' | ' ' = '') =>
  joined(content, between)?.map(({ prefix, value }) => prefix + value) ?? null

test('the values of one object or list stand after one another, without their keys, with a blank or without', () => {
  const content = { args: { a: 'one', b: 'two', c: 3 } }
  expect(valuesOf(content)).toEqual(['onetwo3'])
  expect(valuesOf(content, ' ')).toEqual(['one two 3'])
  expect(joined(content)?.[0]).toMatchObject({ prefix: '', keyLength: 0, segments: ['args'] })
  expect(valuesOf({ args: { list: ['one', 'two'] } }, ' ')).toEqual(['one two'])
})

test.each<[string, Content]>([
  ['one value', { args: { a: 'one' } }],
  ['one that says something', { args: { a: 'one', b: '' } }],
  ['one in each container', { args: { a: 'one', b: { c: 'two' } } }],
  ['values at the top', { text: 'one', error: 'two' }],
])('nothing is joined where there is %s', (_name, content) => {
  expect(joined({ tool: 'shell', ...content })).toBeNull()
})

test('what stands in another object or list is not joined, wherever that stands', () => {
  const content = { args: { a: '1', b: { x: '2', y: '3' }, c: '4', d: { x: '5', y: '6' } }, result: { a: '7', b: '8' } }
  expect(valuesOf(content)).toEqual(['14', '23', '56', '78'])
  expect(valuesOf({ args: { a: { b: ['1', '2'] }, b: { b: ['3', '4'] } } })).toEqual(['12', '34'])
  expect(valuesOf({ args: { a: ['1', '2'] }, result: { a: ['3', '4'] } })).toEqual(['12', '34'])
})

test('the name of the tool stands before, if anything does', () => {
  expect(valuesOf({ tool: 'shell', args: { a: '1', b: '2' } })).toEqual(['tool:shell', '12'])
  expect(valuesOf({ text: 'x', args: { a: '1', b: '2' } })).toEqual(['12'])
})

test('of a long value only the ends are joined, each with its own neighbour', () => {
  const long = `${'b'.repeat(200)}?${'e'.repeat(200)}`
  expect(valuesOf({ args: ['x', long, 'y'] }, ' ')).toEqual([`x ${'b'.repeat(200)}`, `${'e'.repeat(200)} y`])
  expect(valuesOf({ args: [long, 'y'] })).toEqual([`${'e'.repeat(200)}y`])
  expect(valuesOf({ args: ['x', long] })).toEqual([`x${'b'.repeat(200)}`])
  const justSo = 'v'.repeat(400)
  expect(valuesOf({ args: ['x', justSo, 'y'] })).toEqual([`x${justSo}y`])
})

test('a place leads back to the value in which it begins, and not beyond that', () => {
  const long = `${'b'.repeat(201)}${'e'.repeat(200)}`
  const lines = joined({ args: ['ab', 'cd', long, 'xy'] }, ' ') ?? []
  const places = (index: number, ...spans: [number, number][]) =>
    spans.map(([start, end]) => {
      const place = lines[index]?.origin?.locate(start, end)
      return [place?.segments.at(-1), ...(place?.span ?? [])]
    })
  expect(places(0, [0, 1], [1, 4], [2, 4], [3, 5], [4, 9], [6, 206], [7, 9])).toEqual([
    ['0', 0, 1],
    ['0', 1, 2],
    ['0', 2, 2],
    ['1', 0, 2],
    ['1', 1, 2],
    ['2', 0, 200],
    ['2', 1, 3],
  ])
  expect(places(1, [0, 2], [199, 203], [201, 203])).toEqual([
    ['2', 201, 203],
    ['2', 400, 401],
    ['3', 0, 2],
  ])
})

test('what the budget does not hold is left out, and said', () => {
  const content = { tool: 'shell', args: { a: '1', b: '2' } }
  const budget = new Budget([])
  budget.take(freeCharacters - 3)
  expect(joined(content, '', budget)?.map(({ value }) => value)).toEqual(['12'])
  expect(budget.report()).not.toBeNull()
  expect(joined(content, '', budget)).toBeNull()
})

test('of joined values only those are read that are admitted, and one alone is not', () => {
  const [, line] = joined({ tool: 'shell', args: { a: '1', b: '2', c: '3' } }, ' ') ?? []
  const narrowed = (...names: string[]) => line?.narrow?.((segments) => names.includes(segments.at(-1) ?? ''))
  expect(narrowed('a', 'b', 'c')).toBe(line)
  expect(narrowed('a', 'c')?.value).toBe('1 3')
  expect(narrowed('a', 'c')?.origin?.locate(2, 3)).toEqual({ segments: ['args', 'c'], span: [0, 1] })
  expect(narrowed('b')).toBeNull()
})
