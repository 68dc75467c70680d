import type { Reason } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { marksOf, marksOfReasons, readingOf } from './marks-of.ts'
import { marksUnder } from './marks-under.ts'

const reason = (fields: Partial<Reason>): Reason => ({
  rule: 'no_rm',
  type: 'regex',
  severity: 'critical',
  decision: 'block',
  description: null,
  ...fields,
})

test('a match in a value and in its key are two marks at one pointer', () => {
  expect(marksOfReasons([reason({ path: '/args/password', span: [0, 4], key_span: [0, 8] })])).toEqual([
    { path: '/args/password', start: 0, end: 4, tone: 'block', label: 'no_rm' },
    { path: '/args/password', start: 0, end: 8, tone: 'block', label: 'no_rm', inKey: true },
  ])
})

test('a match in the key alone marks nothing of the value', () => {
  const marks = marksOfReasons([reason({ path: '/a', span: [0, 0], key_span: [1, 2] })])
  expect(marks.map(({ inKey }) => inKey)).toEqual([true])
})

test('a mark says through which reading it was found', () => {
  const found = reason({ path: '/text', span: [0, 4], view: 'decoded', via: ['base64', 'percent'] })
  expect(marksOfReasons([found])[0]?.label).toBe('no_rm: found in the decoded reading, via base64 → percent')
  expect(readingOf(reason({ view: 'text' }))).toBe('')
})

test('a decision that is not known is shown as block', () => {
  expect(marksOfReasons([reason({ decision: 'new' as never, path: '', span: [0, 1] })])[0]?.tone).toBe('block')
})

test('masked places are marked where the trace says that it was masked, and only there', () => {
  const content = { text: 'key [masked:no_secrets] here', list: ['[masked:a]'] }
  expect(marksOf({ content, masked: 2, reasons: [] }).map(({ path, start, end }) => [path, start, end])).toEqual([
    ['/text', 4, 23],
    ['/list/0', 0, 10],
  ])
  expect(marksOf({ content, masked: 0, reasons: [] })).toEqual([])
})

test('marks within a part have pointers that begin there', () => {
  const marks = marksOfReasons([reason({ path: '/args/a', span: [0, 1] }), reason({ path: '/argsx', span: [0, 1] })])
  expect(marksUnder(marks, '/args').map(({ path }) => path)).toEqual(['/a'])
})
