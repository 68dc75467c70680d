import type { AuditEntry, RecordedRules, RestoreOutcome, Rule } from '@agentsentry/contract'
import { definitionOf } from '@agentsentry/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

let api: ApiUnderTest
beforeEach(async () => {
  api = await startApiUnderTest()
})
afterEach(() => api.stop())

const definitions = async () => {
  const { body } = await api.get<Rule[]>('/rules')
  return body.map(definitionOf).sort((left, right) => (left.name < right.name ? -1 : 1))
}

test('the rules are those of the set again, in force for the next trace, and that is audited', async () => {
  const before = await definitions()
  const [{ number }] = (await api.get<[{ number: number }]>('/rule-sets')).body
  const { body: rules } = await api.get<Rule[]>('/rules')
  await api.delete(`/rules/${rules[0]?.id}`)
  await api.put(`/rules/${rules[1]?.id}`, { pattern: 'harmless' })
  await api.newRule({ name: 'added', pattern: 'x' })
  const { id } = await api.newSession()
  expect((await api.check(id, 'tool', { tool: 'sql', args: 'drop table x' })).decision).toBe('warn')

  const { body, status } = await api.post<RestoreOutcome>(`/rule-sets/${number}/restore`)
  expect([status, body]).toMatchObject([200, { created: 1, updated: 1, deleted: 1 }])
  expect(body.number).toBeGreaterThan(number)
  expect(await definitions()).toEqual(before)
  const trace = await api.check(id, 'tool', { tool: 'sql', args: 'drop table x' })
  expect(trace).toMatchObject({ decision: 'block', rule_set: body.number })
  const [logged] = (await api.get<AuditEntry[]>('/audit/logs?action=rule_restore')).body
  expect(logged).toMatchObject({
    actor: 'anonymous',
    target_type: 'rule_set',
    target_id: String(body.number),
    details: { restored: number, created: 1, updated: 1, deleted: 1 },
  })
  expect((await api.get<RecordedRules>(`/rule-sets/${body.number}`)).body.rules).toHaveLength(2)
})

test('restoring what is in force changes nothing', async () => {
  const [{ number }] = (await api.get<[{ number: number }]>('/rule-sets')).body
  expect((await api.post(`/rule-sets/${number}/restore`)).body).toEqual({ created: 0, updated: 0, deleted: 0, number })
})

test('a set that there never was is 404, and leaves the rules as they are', async () => {
  const before = await definitions()
  for (const number of ['999', 'x', '0'])
    expect(await api.post(`/rule-sets/${number}/restore`)).toMatchObject({
      status: 404,
      body: { code: 'rule_set_unknown' },
    })
  expect(await definitions()).toEqual(before)
})
