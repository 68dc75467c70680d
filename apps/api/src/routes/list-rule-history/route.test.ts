import type { RuleVersion } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

test('a rule is told as it was over time, newest first, and what did not change once', async () => {
  const api = await startApiUnderTest()
  const rule = await api.newRule({ name: 'constructor', pattern: 'a' })
  await api.newRule({ name: 'another', pattern: 'x' })
  await api.put(`/rules/${rule.id}`, { pattern: 'b' })
  await api.newRule({ name: 'a third', pattern: 'x' })
  await api.patch(`/rules/${rule.id}/toggle`, { enabled: false })
  await api.put(`/rules/${rule.id}`, { pattern: 'a', enabled: true })
  const { body } = await api.get<RuleVersion[]>(`/rules/${rule.id}/history`)
  expect(body.map(({ definition: { pattern, enabled } }) => [pattern, enabled])).toEqual([
    ['a', true],
    ['b', false],
    ['b', true],
    ['a', true],
  ])
  const numbers = body.map(({ rule_set: number }) => number)
  expect(numbers).toEqual([...numbers].sort((left, right) => right - left))
  // The first set that held it so: another rule came after it, in a set of its own.
  expect((numbers[2] as number) - (numbers[3] as number)).toBe(2)
  for (const id of ['999', 'x'])
    expect(await api.get(`/rules/${id}/history`)).toMatchObject({ status: 404, body: { code: 'rule_unknown' } })
  await api.stop()
})
