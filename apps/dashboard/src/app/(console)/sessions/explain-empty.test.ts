import { expect, test } from 'vitest'
import { explainEmpty } from './explain-empty.ts'
import type { SessionQuery } from './session-query.ts'

const sessions = [
  { agent: 'mail', tag: 'prod' },
  { agent: 'shop', tag: 'test' },
]
const isEmpty = async (query: SessionQuery) =>
  !sessions.some(
    ({ agent, tag }) => (query.agent ?? agent) === agent && (query.tag ?? tag) === tag && query.decision === undefined,
  )

test('a filter that nothing passes is named', async () => {
  expect(await explainEmpty({ agent: 'mail', decision: 'block' }, isEmpty)).toEqual({
    kind: 'alone',
    filters: ['decision'],
  })
  expect(await explainEmpty({ agent: 'nobody' }, isEmpty)).toEqual({ kind: 'alone', filters: ['agent'] })
})

test('filters that exclude everything only together are named with what would be left without them', async () => {
  expect(await explainEmpty({ agent: 'mail', tag: 'test' }, isEmpty)).toEqual({
    kind: 'together',
    without: ['agent', 'tag'],
  })
})
