import type { RuleSetSummary } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

let api: ApiUnderTest
beforeAll(async () => {
  api = await startApiUnderTest()
  const rule = await api.newRule({ name: 'added', pattern: 'x' })
  await api.put(`/rules/${rule.id}`, { pattern: 'y' })
  await api.patch(`/rules/${rule.id}/toggle`, { enabled: false })
  await api.put(`/rules/${rule.id}`, { name: 'renamed' })
  await api.delete(`/rules/${rule.id}`)
})
afterAll(() => api.stop())

const none = { created: [], updated: [], deleted: [], toggled: [] }

test('every change is a line, newest first, with who made it and what it changed', async () => {
  const { body } = await api.get<RuleSetSummary[]>('/rule-sets')
  expect(body.map(({ changed, actor, rules, enabled }) => ({ changed, actor, rules, enabled }))).toEqual([
    { changed: { ...none, deleted: ['renamed'] }, actor: 'anonymous', rules: 2, enabled: 2 },
    { changed: { ...none, created: ['renamed'], deleted: ['added'] }, actor: 'anonymous', rules: 3, enabled: 2 },
    { changed: { ...none, toggled: ['added'] }, actor: 'anonymous', rules: 3, enabled: 2 },
    { changed: { ...none, updated: ['added'] }, actor: 'anonymous', rules: 3, enabled: 3 },
    { changed: { ...none, created: ['added'] }, actor: 'anonymous', rules: 3, enabled: 3 },
    { changed: { ...none, created: ['no_dropping', 'no_leaking'] }, actor: 'system', rules: 2, enabled: 2 },
  ])
})

test('pages hold each once, with the same changes', async () => {
  const whole = (await api.get<RuleSetSummary[]>('/rule-sets')).body
  const seen: RuleSetSummary[] = []
  for (let path: string | undefined = '/rule-sets?limit=2'; path !== undefined; ) {
    const { body, headers }: { body: RuleSetSummary[]; headers: Headers } = await api.get<RuleSetSummary[]>(path)
    seen.push(...body)
    path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
  }
  expect(seen).toEqual(whole)
  expect((await api.get('/rule-sets?cursor=2020-01-01T00:00:00Z')).body).toEqual([])
})

test('a cursor of another listing is refused', async () => {
  const cursor = Buffer.from('1.abc').toString('base64url')
  expect(await api.get(`/rule-sets?cursor=${cursor}`)).toMatchObject({ status: 422, body: { code: 'cursor_invalid' } })
})
