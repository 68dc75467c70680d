import { expect, test } from 'vitest'
import type { JudgeRequest } from '../ports/judge.ts'
import { judgedContentHash } from './content-hash.ts'

const step = { role: 'tool', phase: 'tool_call', tool: 'ab', contentJson: 'c', decision: 'allow' } as const
const request: JudgeRequest = { ...step, traceId: 't', window: [] }

test('another judge, or one that is told something else, answers for nothing', () => {
  expect(judgedContentHash('one', request)).toBe(judgedContentHash('one', { ...request, traceId: 'u' }))
  expect(judgedContentHash('one', request)).not.toBe(judgedContentHash('two', request))
})

test('no part runs into the next', () => {
  const requests: JudgeRequest[] = [
    request,
    { ...request, tool: 'a', contentJson: 'bc' },
    { ...request, tool: null, contentJson: 'abc' },
    { ...request, tool: '', contentJson: 'abc' },
    { ...request, tool: '-', contentJson: 'c' },
    { ...request, tool: 'ab1:c', contentJson: '' },
    { ...request, window: [step] },
    { ...request, window: [{ ...step, tool: 'a', contentJson: 'bc' }] },
  ]
  expect(new Set(requests.map((one) => judgedContentHash('judge', one))).size).toBe(requests.length)
})
