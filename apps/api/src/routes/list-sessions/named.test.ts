import type { ListedSession } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

let api: ApiUnderTest
let [sql, shell, empty] = ['', '', '']
beforeAll(async () => {
  api = await startApiUnderTest()
  sql = (await api.newSession()).id
  await api.check(sql, 'tool', { tool: 'sql', args: 'drop table users' })
  await api.check(sql, 'user', { text: 'hello' })
  shell = (await api.newSession()).id
  await api.check(shell, 'tool', { tool: 'shell', args: 'ls' })
  empty = (await api.newSession()).id
})
afterAll(() => api.stop())

const find = async (query: string) =>
  (await api.get<ListedSession[]>(`/sessions?${query}`)).body.map((session) => session.id)

test('sessions are found by the tools that they called and the rules that they met, at once', async () => {
  expect(await find('tool=sql')).toEqual([sql])
  expect(await find('tool=shell')).toEqual([shell])
  expect(await find('rule=no_dropping')).toEqual([sql])
  expect(await find('rule=no_dropping&tool=sql&decision=block')).toEqual([sql])
  expect(await find('rule=no_dropping&tool=shell')).toEqual([])
  expect(await find('quarantined=true')).toEqual([])
  expect(await find('')).toEqual([empty, shell, sql])
})

test('each comes with what was decided in it', async () => {
  const { body } = await api.get<ListedSession[]>('/sessions')
  expect(body.map(({ traces, decisions, worst_decision }) => ({ traces, decisions, worst_decision }))).toEqual([
    { traces: 0, decisions: {}, worst_decision: null },
    { traces: 1, decisions: { allow: 1 }, worst_decision: 'allow' },
    { traces: 2, decisions: { allow: 1, block: 1 }, worst_decision: 'block' },
  ])
})

test.each(['quarantined=false', 'quarantined=1', `rule=${'x'.repeat(201)}`])('%s is refused', async (query) => {
  expect((await api.get(`/sessions?${query}`)).status).toBe(422)
})
