import { definitionOf, type RecordedRules } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

test('a rule set is read as it judged, and what is none is 404', async () => {
  const api = await startApiUnderTest()
  const rule = await api.newRule({ name: 'kept', pattern: 'x', tags: ['x-own'], on: ['user'] })
  const { id } = await api.newSession()
  const { rule_set: number } = await api.check(id, 'user', { text: 'hello' })
  await api.delete(`/rules/${rule.id}`)
  const { body, status } = await api.get<RecordedRules>(`/rule-sets/${number}`)
  expect([status, body.number, Number.isNaN(Date.parse(body.created_at))]).toEqual([200, number, false])
  expect(body.hash).toMatch(/^[0-9a-f]{64}$/)
  expect(body.rules.map(({ name }) => name)).toEqual(['no_dropping', 'no_leaking', 'kept'])
  expect(body.rules[2]).toEqual(definitionOf(rule))
  const { body: before } = await api.get<RecordedRules>(`/rule-sets/${body.previous}`)
  expect(before.rules.map(({ name }) => name)).toEqual(['no_dropping', 'no_leaking'])
  expect(before.previous).toBeNull()
  for (const other of ['999', 'x', '-1', '1e3', '99999999999999999999'])
    expect(await api.get(`/rule-sets/${other}`)).toMatchObject({ status: 404, body: { code: 'rule_set_unknown' } })
  await api.stop()
})
