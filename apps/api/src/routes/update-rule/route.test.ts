import type { AuditEntry, Rule } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const { id: session } = await api.newSession()
const decisionOn = async (text: string) => (await api.check(session, 'user', { text })).decision

describe('200', () => {
  test.each([
    ['name', 'renamed'],
    ['pattern', 'other'],
    ['rule_type', 'nlp'],
    ['severity', 'info'],
    ['decision', 'block'],
    ['enabled', false],
    ['description', 'said in words'],
    ['description', null],
    ['on', ['user']],
    ['tools', ['mail.*']],
    ['fields', ['/text']],
    ['fields', null],
  ])('`%s` alone may be given, the rest stays', async (field, value) => {
    const rule = await api.newRule({ name: 'subject', pattern: 'x', description: 'before', fields: ['/args'] })
    const { status, body } = await api.put<Rule>(`/rules/${rule.id}`, { [field]: value })
    expect(status).toBe(200)
    expect(body).toEqual({ ...rule, [field]: value, updated_at: body.updated_at })
    expect((await api.get<Rule[]>('/rules')).body).toContainEqual(body)
    await api.delete(`/rules/${rule.id}`)
  })

  test('nothing may be given, and nothing changes', async () => {
    const rule = await api.newRule({ name: 'untouched', pattern: 'x' })
    const { status, body } = await api.put<Rule>(`/rules/${rule.id}`, {})
    expect(status).toBe(200)
    expect(body).toEqual({ ...rule, updated_at: body.updated_at })
  })

  test('a rule may be put back as it was read, with its id and times', async () => {
    const rule = await api.newRule({ name: 'read_and_put', pattern: 'x' })
    const { status, body } = await api.put<Rule>(`/rules/${rule.id}`, { ...rule, pattern: 'zz' })
    expect(status).toBe(200)
    expect(body).toEqual({ ...rule, pattern: 'zz', updated_at: body.updated_at })
  })

  test('a rule may keep its own name', async () => {
    const rule = await api.newRule({ name: 'steadfast', pattern: 'x' })
    expect((await api.put(`/rules/${rule.id}`, { name: 'steadfast', pattern: 'zz' })).status).toBe(200)
  })

  test('it judges the very next trace', async () => {
    const rule = await api.newRule({ name: 'moving', pattern: 'mayfly', decision: 'warn' })
    expect(await decisionOn('a mayfly')).toBe('warn')
    await api.put(`/rules/${rule.id}`, { decision: 'block' })
    expect(await decisionOn('a mayfly')).toBe('block')
    await api.put(`/rules/${rule.id}`, { pattern: 'dragonfly' })
    expect(await decisionOn('a mayfly')).toBe('allow')
    expect(await decisionOn('a dragonfly')).toBe('block')
    await api.put(`/rules/${rule.id}`, { enabled: false })
    expect(await decisionOn('a dragonfly')).toBe('allow')
  })

  test('the audit log says what changed', async () => {
    const rule = await api.newRule({ name: 'audited', pattern: 'x' })
    await api.put(`/rules/${rule.id}`, { decision: 'block', severity: 'warning', description: 'why' })
    const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
    expect(body[0]).toMatchObject({
      action: 'rule_update',
      target_type: 'rule',
      target_id: String(rule.id),
      details: { name: 'audited', changed: ['decision', 'description'] },
    })
  })

  test('changes that come at once to different fields all stay', async () => {
    const rule = await api.newRule({ name: 'busy', pattern: 'x' })
    await Promise.all([
      api.put(`/rules/${rule.id}`, { decision: 'block' }),
      api.put(`/rules/${rule.id}`, { severity: 'critical' }),
      api.put(`/rules/${rule.id}`, { description: 'd' }),
      api.patch(`/rules/${rule.id}/toggle`, { enabled: false }),
    ])
    const { body } = await api.get<Rule[]>('/rules')
    expect(body.find(({ id }) => id === rule.id)).toMatchObject({
      decision: 'block',
      severity: 'critical',
      description: 'd',
      enabled: false,
    })
  })
})

describe('404', () => {
  test.each(['999999', '0', '-1', '1.5', '1e0', 'no_dropping', '%20', '999999999999999999999', '0x1', '１'])(
    'there is no rule `%s`',
    async (id) => {
      const { status, body } = await api.put(`/rules/${id}`, { decision: 'warn' })
      expect(status).toBe(404)
      expect(body).toMatchObject({ code: 'rule_unknown', detail: expect.any(String) })
    },
  )
})

describe('409', () => {
  test('the name of another rule cannot be taken', async () => {
    const rule = await api.newRule({ name: 'envious', pattern: 'x' })
    const { status, body } = await api.put(`/rules/${rule.id}`, { name: 'no_dropping', pattern: 'y' })
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: 'rule_name_taken' })
    expect((await api.get<Rule[]>('/rules')).body).toContainEqual(rule)
  })
})

describe('a rule with tests', () => {
  test('is not changed into one that fails them', async () => {
    const { id } = await api.newRule({ name: 'kept_honest', pattern: 'needle', tests: { match: ['needle'] } })
    const { status, body } = await api.put(`/rules/${id}`, { pattern: 'pin' })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'rule_invalid', errors: [{ path: '/tests/match/0', code: 'test_failed' }] })
    expect((await api.put(`/rules/${id}`, { pattern: 'pin', tests: null })).body).toMatchObject({ tests: null })
  })

  test('moves out of the shadow by a change of mode alone', async () => {
    const rule = await api.newRule({
      name: 'shy',
      pattern: 'wallflower',
      decision: 'ask',
      mode: 'shadow',
      tags: ['CWE-78'],
    })
    const { id: session } = await api.newSession()
    const before = await api.check(session, 'user', { text: 'wallflower' })
    expect(before).toMatchObject({ decision: 'allow', reasons: [], shadow: [{ rule: 'shy' }], rules: { shadow: 1 } })
    expect((await api.put(`/rules/${rule.id}`, { mode: 'enforce' })).body).toMatchObject({ tags: ['CWE-78'] })
    const after = await api.check(session, 'user', { text: 'wallflower' })
    expect(after).toMatchObject({ decision: 'ask', shadow: [], rules: { shadow: 0 } })
    expect((await api.get(`/sessions/${session}/traces`)).body).toMatchObject([
      { shadow: [] },
      { shadow: [{ rule: 'shy' }] },
    ])
  })
})

describe('422', () => {
  test.each([
    ['a name that is null', { name: null }, '/name'],
    ['an empty pattern', { pattern: '' }, '/pattern'],
    ['an unknown decision', { decision: 'deny' }, '/decision'],
    ['an unknown type', { rule_type: 'sequence' }, '/rule_type'],
    ['`enabled` as text', { enabled: 'no' }, '/enabled'],
    ['an unknown field', { colour: 'x' }, ''],
    ['a list', [], ''],
  ])('%s is refused', async (_name, change, path) => {
    const { status, body } = await api.put('/rules/1', change)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ path }] })
  })

  test('a body must be there', async () => {
    expect((await api.put('/rules/1')).status).toBe(422)
  })

  test('a pattern that does not compile is refused, and the old one stays in force', async () => {
    const rule = await api.newRule({ name: 'sturdy', pattern: 'granite', decision: 'block' })
    const { status, body } = await api.put(`/rules/${rule.id}`, { pattern: '(?=x)' })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'rule_invalid', errors: [{ path: '/pattern' }] })
    expect(await decisionOn('granite')).toBe('block')
  })

  test('a type under which the pattern does not hold is refused', async () => {
    const rule = await api.newRule({ name: 'two_natured', pattern: 'a|' })
    const { status, body } = await api.put(`/rules/${rule.id}`, { rule_type: 'nlp' })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'rule_invalid' })
  })

  test('two changes that hold alone and not together are not both taken', async () => {
    for (let round = 0; round < 3; round++) {
      const rule = await api.newRule({ name: `torn_${round}`, pattern: 'a' })
      const answers = await Promise.all([
        api.put(`/rules/${rule.id}`, { pattern: 'a|' }),
        api.put(`/rules/${rule.id}`, { rule_type: 'nlp' }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
    }
    expect((await api.get('/readyz')).body).toMatchObject({ rule_set: { status: 'ok' } })
  })
})
