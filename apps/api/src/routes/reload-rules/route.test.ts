import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { type AuditEntry, newRuleSchema } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-reload-'))
const path = join(folder, 'test.db')
const api = await startApiUnderTest({ env: { DATABASE_URL: `sqlite:${path}` } })
afterAll(async () => {
  await api.stop()
  rmSync(folder, { recursive: true })
})

describe('200', () => {
  test('it counts the rules', async () => {
    const { status, body } = await api.post('/rules/reload')
    expect(status).toBe(200)
    expect(body).toEqual({ ok: true, count: 2 })
  })

  test('a rule that came into the store by another way is in force afterwards', async () => {
    const { id: session } = await api.newSession()
    const another = await SqliteStore.open({ path })
    await another
      .project('default')
      .createRule(newRuleSchema.parse({ name: 'smuggled', pattern: 'mayfly', decision: 'block' }), 'system')
    await another.close()
    expect((await api.post('/rules/reload')).body).toEqual({ ok: true, count: 3 })
    expect((await api.check(session, 'user', { text: 'mayfly' })).decision).toBe('block')
    expect((await api.get('/rules')).body).toMatchObject([{}, {}, { name: 'smuggled' }])
  })

  test('the rule set keeps its number where nothing changed', async () => {
    const numberOf = async () => (await api.get<{ rule_set: { number: number } }>('/readyz')).body.rule_set.number
    const before = await numberOf()
    await api.post('/rules/reload')
    expect(await numberOf()).toBe(before)
  })

  test('the audit log names it', async () => {
    await api.post('/rules/reload')
    const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
    expect(body[0]).toMatchObject({ action: 'rule_reload', target_type: 'rule_set', actor: 'anonymous' })
  })

  test('reloads and changes that come at once end in the newest rules', async () => {
    const making = Array.from({ length: 20 }, (_, index) => api.newRule({ name: `made_${index}`, pattern: 'x' }))
    const reloading = Array.from({ length: 20 }, () => api.post('/rules/reload'))
    const made = await Promise.all(making)
    await Promise.all(reloading)
    const { id: session } = await api.newSession()
    const { reasons } = await api.check(session, 'user', { text: 'x' })
    expect(reasons.map(({ rule }) => rule).sort()).toEqual(made.map(({ name }) => name).sort())
  })
})

describe('422', () => {
  test('a body that is no JSON is refused, and nothing is reloaded', async () => {
    const { status, body } = await api.post('/rules/reload', '{', { 'content-type': 'application/json' })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'body_not_json' })
  })
})
