import type { AuditEntry, ImportOutcome, Problem, Rule } from '@agentsentry/contract'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest({ rules: [], env: { AGENTSENTRY_MAX_BODY_BYTES: String(1024 * 1024) } })
afterAll(api.stop)

beforeEach(async () => {
  for (const { id } of (await api.get<Rule[]>('/rules')).body) await api.delete(`/rules/${id}`)
})

const asText = { 'content-type': 'text/plain' }
const importText = <Body = Problem>(yaml: string) => api.post<Body>('/rules/import', yaml, asText)

const document = `
rules:
  - name: sensitive_pattern
    type: regex
    pattern: "(?i)(password|ssn|api[_-]?key)"
    severity: critical
    decision: block
    enabled: false
    description: optional
  - name: bare
    pattern: needle
`

describe('200', () => {
  test.each([
    ['text/plain', document],
    ['text/plain; charset=utf-8', document],
    ['application/yaml', document],
    ['application/x-yaml', document],
    ['text/yaml', document],
    ['application/json', JSON.stringify(document)],
    ['application/json', JSON.stringify({ yaml: document })],
  ])('a document may come as %s', async (type, body) => {
    const answer = await api.post('/rules/import', body, { 'content-type': type })
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ created: 2, updated: 0, skipped: 0, errors: [], warnings: [] })
  })

  test('what is left out has its default', async () => {
    await importText(document)
    expect((await api.get('/rules')).body).toMatchObject([
      { name: 'sensitive_pattern', rule_type: 'regex', severity: 'critical', decision: 'block', enabled: false },
      { name: 'bare', rule_type: 'regex', severity: 'warning', decision: 'warn', enabled: true, description: null },
    ])
  })

  test('what an export holds may be imported as it was answered', async () => {
    await importText(document)
    const { body } = await api.get('/rules/export')
    expect((await api.post('/rules/import', body)).body).toMatchObject({ created: 0, skipped: 2 })
  })

  test('rules are matched by name: new, changed, the same', async () => {
    await importText(document)
    const [kept] = (await api.get<Rule[]>('/rules')).body
    const { body } = await importText<ImportOutcome>(
      `${document.replace('needle', 'haystack')}  - {name: third, type: nlp, pattern: two words}`,
    )
    expect(body).toEqual({ created: 1, updated: 1, skipped: 1, errors: [], warnings: [] })
    const { body: rules } = await api.get<Rule[]>('/rules')
    expect(rules[0]).toEqual(kept)
    expect(rules.map(({ name, pattern }) => [name, pattern]).slice(1)).toEqual([
      ['bare', 'haystack'],
      ['third', 'two words'],
    ])
  })

  test('rules that the document does not name stay', async () => {
    await api.newRule({ name: 'bystander', pattern: 'x' })
    await importText(document)
    expect((await api.get('/rules')).body).toMatchObject([{ name: 'bystander' }, {}, {}])
  })

  test('they judge the very next trace', async () => {
    const { id } = await api.newSession()
    await importText('rules: [{name: flies, pattern: mayfly, decision: block}]')
    expect((await api.check(id, 'user', { text: 'mayfly' })).decision).toBe('block')
  })

  test('the audit log counts them', async () => {
    await importText(document)
    const { body } = await api.get<AuditEntry[]>('/audit/logs?limit=1')
    expect(body[0]).toMatchObject({
      actor: 'anonymous',
      action: 'rule_import',
      target_type: 'rule_set',
      details: { created: 2, updated: 0, skipped: 0 },
    })
  })

  test.each([
    ['a bare list', '- {name: a, pattern: x}', 1],
    ['flow style', '{rules: [{name: a, pattern: x}, {name: b, pattern: y}]}', 2],
    ['JSON', '{"rules": [{"name": "a", "type": "regex", "pattern": "x"}]}', 1],
    ['Windows line ends', 'rules:\r\n  - name: a\r\n    pattern: x\r\n', 1],
    ['a byte order mark', '\ufeffrules: [{name: a, pattern: x}]', 1],
    ['a start and an end of the document', '---\nrules: [{name: a, pattern: x}]\n...\n', 1],
    ['comments', '# one\nrules: # two\n  - name: a # three\n    pattern: x\n', 1],
    ['a block scalar as pattern', 'rules:\n  - name: a\n    pattern: |-\n      x: # y\n', 1],
    ['an anchor and its alias', 'rules:\n  - {name: a, pattern: &p needle}\n  - {name: b, pattern: *p}\n', 2],
    ['an empty list', 'rules: []', 0],
    ['`rule_type` as in JSON', 'rules: [{name: a, rule_type: nlp, pattern: x}]', 1],
    ['an explicit null', 'rules: [{name: a, pattern: x, description: null, tools: ~}]', 1],
  ])('%s is read', async (_name, yaml, created) => {
    const { status, body } = await importText<ImportOutcome>(yaml)
    expect(body).toMatchObject({ created })
    expect(status).toBe(200)
  })

  test('what looks like a number or a truth value in quotes stays text', async () => {
    await importText('rules: [{name: "1.0", pattern: "true"}, {name: "yes", pattern: "null"}, {name: no, pattern: on}]')
    expect((await api.get('/rules')).body).toMatchObject([
      { name: '1.0', pattern: 'true' },
      { name: 'yes', pattern: 'null' },
      { name: 'no', pattern: 'on' },
    ])
  })
})

describe('413', () => {
  test('a document over the limit is refused', async () => {
    const { status, body } = await importText(`# ${'x'.repeat(1024 * 1024)}\n${document}`)
    expect(status).toBe(413)
    expect(body).toMatchObject({ code: 'body_too_large' })
  })
})

describe('faults of a document', () => {
  test('each says apart from its sentence what it is about', async () => {
    const { status, body } = await importText(
      "rules:\n  - {name: a, pattern: 'ab(?=c)'}\n  - {name: b, pattern: x, tests: {match: [y]}}\n",
    )
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([
      { path: 'line 2', rule: 'a', field: 'pattern', position: 2, code: 'regex_unsupported', hint: expect.any(String) },
      { path: 'line 3', rule: 'b', field: 'tests/match/0', position: null, code: 'test_failed', hint: null },
    ])
  })
})

describe('422: all or nothing', () => {
  test('every bad rule is named, with its line', async () => {
    await api.newRule({ name: 'present', pattern: 'before' })
    const { status, body } = await importText(
      [
        'rules:',
        '  - name: good',
        '    pattern: x',
        '  - name: present',
        '    pattern: after',
        '  - name: looks_ahead',
        '    pattern: (?=x)',
        '  - pattern: nameless',
        '  - name: odd_decision',
        '    pattern: x',
        '    decision: deny',
        '  - just text',
        '  - name: good',
        '    pattern: y',
        '  - name: no_words',
        '    type: nlp',
        '    pattern: "a||b"',
      ].join('\n'),
    )
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'rules_document_invalid', detail: expect.stringContaining('6 faults') })
    expect(body.errors?.map(({ path }) => path)).toEqual([
      'line 6',
      'line 8',
      'line 9',
      'line 12',
      'line 13',
      'line 15',
    ])
    const messages = body.errors?.map(({ message }) => message) ?? []
    expect(messages[0]).toMatch(/^rule `looks_ahead`: .*look-ahead/)
    expect(messages[1]).toContain('`name`')
    expect(messages[2]).toMatch(/^rule `odd_decision`: `decision`/)
    expect(messages[4]).toMatch(/^rule `good`: .*line 2/)
    expect(messages[5]).toMatch(/^rule `no_words`: `pattern`/)

    expect((await api.get('/rules')).body).toMatchObject([{ name: 'present', pattern: 'before' }])
    expect((await api.get<AuditEntry[]>('/audit/logs?limit=1')).body[0]).toMatchObject({ action: 'rule_create' })
  })

  test.each([
    ['nothing', ''],
    ['only a comment', '# nothing'],
    ['text', 'hello'],
    ['a number', '7'],
    ['no `rules`', 'policies: []'],
    ['`rules` that is a map', 'rules: {name: a, pattern: x}'],
    ['`rules` that is null', 'rules:'],
    ['a rule that is null', 'rules:\n  -\n'],
    ['a rule that is a list', 'rules: [[]]'],
    ['two documents', 'rules: []\n---\nrules: []\n'],
    ['a key that stands twice', 'rules:\n  - name: a\n    pattern: x\n    pattern: y\n'],
    ['`rules` that stands twice', 'rules: []\nrules: []\n'],
    ['a tab as indentation', 'rules:\n\t- name: a\n\t  pattern: x\n'],
    ['a quote that does not end', 'rules: [{name: "a, pattern: x}]'],
    ['a bracket that does not end', 'rules: [{name: a, pattern: x}'],
    ['an alias without its anchor', 'rules: [{name: a, pattern: *gone}]'],
    ['an alias to itself', 'rules: &r\n  - *r\n'],
    ['a rule that holds itself', 'rules:\n  - &r {name: a, pattern: x, description: *r}\n'],
    ['a tag for code', 'rules: [{name: a, pattern: !!js/function "function () {}"}]'],
    ['a tag for an object of Python', 'rules: !!python/object/apply:os.system ["true"]'],
    ['a tag of its own', 'rules: [{name: a, pattern: !secret x}]'],
    ['binary', 'rules: [{name: a, pattern: !!binary aGVsbG8=}]'],
    ['a merge key', 'base: &b {pattern: x}\nrules:\n  - {<<: *b, name: a}\n'],
    ['`type` and `rule_type`', 'rules: [{name: a, type: regex, rule_type: nlp, pattern: x}]'],
    ['an unknown field', 'rules: [{name: a, pattern: x, colour: y}]'],
    ['`__proto__` as a field', 'rules: [{name: a, pattern: x, __proto__: {enabled: false}}]'],
    ['a name that is a number', 'rules: [{name: 1.0, pattern: x}]'],
    ['a pattern that is a truth value', 'rules: [{name: a, pattern: true}]'],
    ['`enabled: yes`, which is text in YAML 1.2', 'rules: [{name: a, pattern: x, enabled: yes}]'],
    ['a name with a line break', 'rules: [{name: "a\\nb", pattern: x}]'],
    ['a lone surrogate', 'rules: [{name: a, pattern: "\\ud800"}]'],
    ['NUL', 'rules: [{name: a, pattern: "\\0"}]'],
    ['a field that only looks like a pointer', 'rules: [{name: a, pattern: x, fields: [args.q]}]'],
    ['a key that is a list', '? [a]\n: b\nrules: [{name: a, pattern: x}, {? [c] : d}]'],
    ['a directive that nobody knows', '%YAML 9.9\n---\nrules: [{name: a, pattern: x}]\n'],
  ])('%s is refused, with a line', async (_name, yaml) => {
    const { status, body } = await importText(yaml)
    expect(status).toBe(422)
    if (yaml !== '') {
      expect(body).toMatchObject({ code: 'rules_document_invalid' })
      for (const { path, message } of body.errors ?? []) {
        expect(path).toMatch(/^line \d+$/)
        expect(message).not.toBe('')
      }
    }
    expect(body.errors?.length).toBeGreaterThan(0)
    expect((await api.get('/rules')).body).toEqual([])
  })

  /** Enough that work which grows with the square of the document is plain to see. */
  const manyBytes = 128 * 1024
  const laughs = ['a: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]']
  for (let level = 1; level < 12; level++) {
    laughs.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  }
  test.each([
    ['a billion laughs', `${laughs.join('\n')}\nrules: [{name: a, pattern: *a11}]\n`],
    ['a billion laughs as rules', `${laughs.join('\n')}\nrules: *a11\n`],
    ['200 aliases', `x: &x 1\ny: [${Array(200).fill('*x').join(', ')}]\nrules: [{name: a, pattern: x}]\n`],
    ['much of `[`', '['.repeat(manyBytes)],
    ['much of `{`', '{'.repeat(manyBytes)],
    ['much of `]`', ']'.repeat(manyBytes)],
    ['much of `- `', '- '.repeat(manyBytes / 2)],
    ['much of `? `', '? '.repeat(manyBytes / 2)],
    ['many anchors', '&a '.repeat(manyBytes / 3)],
    ['many aliases', '*a '.repeat(manyBytes / 3)],
    ['many commas', `[${','.repeat(manyBytes)}`],
    ['many quotes', '"'.repeat(manyBytes)],
    ['many `!`', '!'.repeat(manyBytes)],
    ['many tabs', `rules:\n${'\t'.repeat(manyBytes)}`],
    ['many blanks', ' '.repeat(manyBytes)],
    ['many line breaks', '\n'.repeat(manyBytes)],
    ['many directives', '%A\n'.repeat(manyBytes / 3)],
    ['many keys', Array.from({ length: manyBytes / 8 }, (_, index) => `k${index}: 1`).join('\n')],
    ['many keys in one rule', `- {${Array.from({ length: manyBytes / 8 }, (_, index) => `k${index}: 1`).join(', ')}}`],
    ['many rules that are none', `rules:\n${'- x\n'.repeat(manyBytes / 4)}`],
    ['lists that nest 300 deep', `rules: ${'['.repeat(300)}${']'.repeat(300)}`],
    ['lists that nest 1,000 deep', `rules: ${'['.repeat(1_000)}${']'.repeat(1_000)}`],
    ['lists that nest 3,000 deep', `rules: ${'['.repeat(3_000)}${']'.repeat(3_000)}`],
    ['maps that nest 1,500 deep', `rules: [${'{a: '.repeat(1_500)}x${'}'.repeat(1_500)}]`],
    ['a field that nests 1,500 deep', `rules: [{name: a, pattern: ${'['.repeat(1_500)}${']'.repeat(1_500)}}]`],
  ])('%s is refused within the time that a test may take', async (_name, yaml) => {
    const { status, body } = await importText(yaml)
    expect(body).toMatchObject({ code: 'rules_document_invalid' })
    expect(status).toBe(422)
    expect((await api.get('/rules')).body).toEqual([])
  })

  test.each([
    ['a number', 7],
    ['a list', ['rules']],
    ['null', null],
    ['an object with another field', { yaml: 'rules: []', more: 1 }],
  ])('JSON that is %s is refused', async (_name, body) => {
    const answer = await api.post('/rules/import', body)
    expect(answer.status).toBe(422)
    expect(answer.body).toMatchObject({ code: 'request_invalid' })
  })
})
