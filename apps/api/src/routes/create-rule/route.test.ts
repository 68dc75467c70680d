import type { AuditEntry, Problem, Rule } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const { id: session } = await api.newSession()

describe('200', () => {
  test('a rule needs a name and a pattern; the rest has defaults', async () => {
    const { status, body } = await api.post<Rule>('/rules', { name: 'plain', pattern: 'needle' })
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.any(Number),
      name: 'plain',
      rule_type: 'regex',
      pattern: 'needle',
      severity: 'warning',
      decision: 'warn',
      enabled: true,
      description: null,
      on: null,
      tools: null,
      fields: null,
      unless: null,
      mode: 'enforce',
      tags: [],
      tests: null,
      created_at: expect.any(String),
      updated_at: body.created_at,
    })
  })

  test('every field is kept', async () => {
    const given = {
      name: 'Ünïcode 🙂 name',
      rule_type: 'nlp',
      pattern: 'first phrase|second phrase',
      severity: 'critical',
      decision: 'redact',
      enabled: false,
      description: 'two\nlines',
      on: ['user', 'tool_result'],
      tools: ['mail.*', '!mail.read'],
      fields: ['/args/**'],
    }
    const { status, body } = await api.post<Rule>('/rules', given)
    expect(status).toBe(200)
    expect(body).toMatchObject(given)
    expect((await api.get<Rule[]>('/rules')).body).toContainEqual(body)
  })

  test('it judges the very next trace', async () => {
    expect((await api.check(session, 'user', { text: 'a mayfly' })).decision).toBe('allow')
    await api.newRule({ name: 'mayflies', pattern: 'mayfly', decision: 'block' })
    const { decision, reasons } = await api.check(session, 'user', { text: 'a mayfly' })
    expect(decision).toBe('block')
    expect(reasons).toMatchObject([{ rule: 'mayflies' }])
  })

  test('a disabled rule judges nothing', async () => {
    await api.newRule({ name: 'asleep', pattern: 'sleepwalk', decision: 'block', enabled: false })
    expect((await api.check(session, 'user', { text: 'sleepwalk' })).decision).toBe('allow')
  })

  test('it switches no other rule off', async () => {
    const before = (await api.get<Rule[]>('/rules')).body
    await api.newRule({ name: 'one_more', pattern: 'zzz' })
    expect((await api.get<Rule[]>('/rules')).body.slice(0, -1)).toEqual(before)
  })

  test('the rule set gets a new number, and traces name it', async () => {
    const before = await api.check(session, 'user', { text: 'x' })
    await api.newRule({ name: 'numbered', pattern: 'yyy' })
    expect((await api.check(session, 'user', { text: 'x' })).rule_set).toBe(before.rule_set + 1)
  })

  test('the audit log names it', async () => {
    const rule = await api.newRule({ name: 'audited', pattern: 'x{3}' })
    const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
    expect(body[0]).toMatchObject({
      actor: 'anonymous',
      action: 'rule_create',
      target_type: 'rule',
      target_id: String(rule.id),
      details: { name: 'audited' },
    })
  })

  test.each(['constructor', '__proto__', 'toString', 'null', '1', "'; drop table rules; --"])(
    'a rule may be called `%s`',
    async (name) => {
      const rule = await api.newRule({ name, pattern: `only-in-${name.length}` })
      expect(rule.name).toBe(name)
    },
  )
})

describe('409', () => {
  test('a name is taken once', async () => {
    await api.newRule({ name: 'taken', pattern: 'first' })
    const { status, body } = await api.post('/rules', { name: 'taken', pattern: 'second' })
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: 'rule_name_taken', detail: expect.stringContaining('`taken`') })
    const { body: rules } = await api.get<Rule[]>('/rules')
    expect(rules.filter(({ name }) => name === 'taken').map(({ pattern }) => pattern)).toEqual(['first'])
  })

  test('of many that ask for one name at once, one gets it', async () => {
    const ask = () => api.post('/rules', { name: 'contended', pattern: 'x' })
    const answers = await Promise.all(Array.from({ length: 20 }, ask))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(409)])
  })
})

describe('tests of a rule', () => {
  test('a rule that passes them is stored with them', async () => {
    const tests = { match: ['a needle', { role: 'user', content: { text: 'needle' } }], pass: ['hay'] }
    const { status, body } = await api.post('/rules', { name: 'tested', pattern: 'needle', tests })
    expect(status).toBe(200)
    expect(body).toMatchObject({ tests })
  })

  test('a rule that fails one is refused, with the case shown', async () => {
    const tests = { match: ['needle', 'a pin'] }
    const { status, body } = await api.post('/rules', { name: 'failing', pattern: 'needle', tests })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'rule_invalid',
      errors: [{ path: '/tests/match/1', rule: 'failing', field: 'tests/match/1', code: 'test_failed' }],
    })
    expect((body as { detail: string }).detail).toContain('`a pin`')
    expect((await api.get<{ name: string }[]>('/rules')).body.map(({ name }) => name)).not.toContain('failing')
  })
})

describe('422', () => {
  test.each([
    ['no name', { name: undefined }, '/name'],
    ['an empty name', { name: '' }, '/name'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, '/name'],
    ['a name with a line break', { name: 'a\nb' }, '/name'],
    ['the name of a built-in finding', { name: 'agentsentry.limits' }, '/name'],
    ['a name that is a number', { name: 1 }, '/name'],
    ['no pattern', { pattern: undefined }, '/pattern'],
    ['an empty pattern', { pattern: '' }, '/pattern'],
    ['a pattern of 20,001 characters', { pattern: 'x'.repeat(20_001) }, '/pattern'],
    ['a pattern that is a list', { pattern: ['x'] }, '/pattern'],
    ['an unknown type', { rule_type: 'glob' }, '/rule_type'],
    ['an unknown severity', { severity: 'fatal' }, '/severity'],
    ['an unknown decision', { decision: 'deny' }, '/decision'],
    ['`enabled` as text', { enabled: 'true' }, '/enabled'],
    ['`enabled` as a number', { enabled: 1 }, '/enabled'],
    ['a description that is a number', { description: 1 }, '/description'],
    ['an unknown phase', { on: ['never'] }, '/on/0'],
    ['no phase at all', { on: [] }, '/on'],
    ['tools that are text', { tools: 'shell' }, '/tools'],
    ['an empty tool', { tools: [''] }, '/tools/0'],
    ['fields that are text', { fields: '/args' }, '/fields'],
    ['a field without a name in this version', { colour: 'x' }, ''],
    ['the name of the field in YAML', { type: 'regex' }, ''],
  ])('%s is refused, and its place named', async (_name, change, path) => {
    const { status, body } = await api.post('/rules', { name: 'refused', pattern: 'x', ...change })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'request_invalid', detail: expect.any(String), errors: [{ path }] })
  })

  test.each([
    ['(', 'missing closing'],
    ['[a', 'missing closing'],
    ['a**', 'invalid nested repetition'],
    ['(?=a)', 'look-ahead'],
    ['(?!a)', 'look-ahead'],
    ['(?<=a)b', 'look-behind'],
    ['(?<!a)b', 'look-behind'],
    ['(a)\\1', 'back-reference'],
    ['(?>a)', 'atomic group'],
    ['a++', 'possessive'],
    ['a\\Z', '\\z'],
    ['\\u0041', '\\x{'],
    ['a{1001}', 'invalid repeat count'],
    ['(?:a{999}){999}', ''],
    ['(?:abcdefghij){200}', 'instructions'],
    ['\\', 'trailing backslash'],
  ])('the pattern `%s` is refused with what is wrong', async (pattern, complaint) => {
    const { status, body } = await api.post<Problem>('/rules', { name: 'refused', pattern })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'rule_invalid', errors: [{ path: '/pattern' }] })
    expect(body.detail).toContain('`refused`')
    expect(body.errors?.[0]?.message).toContain(complaint)
  })

  test.each(['|', 'a|', '|a', ' ', 'a||b'])('the phrases `%s` are refused: one holds no word', async (pattern) => {
    const { status, body } = await api.post('/rules', { name: 'refused', rule_type: 'nlp', pattern })
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'rule_invalid', errors: [{ path: '/pattern' }] })
  })

  test('a field that is no JSON Pointer is refused, with the one that was meant', async () => {
    const { status, body } = await api.post('/rules', { name: 'refused', pattern: 'x', fields: ['/a', 'args.q'] })
    expect(status).toBe(422)
    expect(body).toMatchObject({
      code: 'rule_invalid',
      errors: [{ path: '/fields/1', message: expect.stringContaining('/args/q') }],
    })
  })

  test('what is refused is not there', async () => {
    const { body } = await api.get<Rule[]>('/rules')
    expect(body.map(({ name }) => name)).not.toContain('refused')
  })
})
