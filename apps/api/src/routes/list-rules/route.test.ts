import type { Rule } from '@agentsentry/contract'
import { afterAll, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

test('200: every rule with every field, in the order in which they were made', async () => {
  const { status, body } = await api.get<Rule[]>('/rules')
  expect(status).toBe(200)
  expect(body).toEqual([
    {
      id: expect.any(Number),
      name: 'no_dropping',
      rule_type: 'regex',
      pattern: '(?i)drop table',
      severity: 'critical',
      decision: 'block',
      enabled: true,
      description: null,
      on: ['tool_call'],
      tools: null,
      fields: null,
      unless: null,
      mode: 'enforce',
      tags: [],
      tests: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    },
    expect.objectContaining({ name: 'no_leaking', rule_type: 'nlp', severity: 'warning', decision: 'warn' }),
  ])
})

test('200: disabled rules are listed as well', async () => {
  const rule = await api.newRule({ name: 'asleep', pattern: 'x', enabled: false })
  expect((await api.get<Rule[]>('/rules')).body.at(-1)).toEqual(rule)
})

test('200: a store without rules has none', async () => {
  const bare = await startApiUnderTest({ rules: [] })
  expect(await bare.get('/rules')).toMatchObject({ status: 200, body: [] })
  await bare.stop()
})
