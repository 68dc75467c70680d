import type { NewRule, Rule } from '@agentsentry/contract'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

describe('200', () => {
  test('the document is JSON that holds YAML', async () => {
    const { status, body, headers } = await api.get('/rules/export')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(body).toEqual({ yaml: expect.stringMatching(/^rules:\n {2}- name: no_dropping\n {4}type: regex\n/) })
  })

  test.each(['application/yaml', 'text/yaml', 'application/x-yaml', 'application/yaml, */*;q=0.1'])(
    'with `Accept: %s` it is the bare document',
    async (accept) => {
      const { body, headers } = await api.get('/rules/export', { accept })
      expect(headers.get('content-type')).toBe('application/yaml; charset=utf-8')
      expect(body).toBe((await api.get<{ yaml: string }>('/rules/export')).body.yaml)
    },
  )

  test.each(['*/*', 'application/json', 'text/html'])('with `Accept: %s` it is JSON', async (accept) => {
    const { headers } = await api.get('/rules/export', { accept })
    expect(headers.get('content-type')).toMatch(/^application\/json/)
  })

  test('a store without rules exports an empty list', async () => {
    const bare = await startApiUnderTest({ rules: [] })
    const { body } = await bare.get<{ yaml: string }>('/rules/export')
    expect(body.yaml).toBe('rules: []\n')
    await bare.stop()
  })
})

/** What YAML reads as something else, folds, strips, or takes for its own syntax. */
// biome-ignore format: one text after another reads better than one a line
const nastyTexts = [
  'yes', 'no', 'on', 'off', 'true', 'True', 'null', 'Null', '~', '1.0', '0x1F', '0o17', '1e3', '-.inf', '.nan', '1_000',
  '2026-01-01', '12:30:45', '<<', '=', '---', '...', '- a', '-', '? a', 'a: b', ': a', 'a:', 'a #b', '#a', '&a', '*a', '!a',
  '!!js/function x', '|', '>', '|-', '%YAML', '@a', '`a`', '[a]', '{a}', '{a: b}', ']', '}', ',', 'a, b', '"', '""', '"a"', "'",
  "''", "it's", '\\', '\\d+\\s*\\\\', '\\n', '\\"', '$', '^a$', '(?i)\\brm\\s+-rf\\s+/', '(?P<name>[^"\']+)', '[\\]\\[{}|:#]',
  ' leading', 'trailing ', '  both  ', 'inner  blanks', '\u00a0', '\u00a0a\u00a0', 'ü', '漢字', '🙂', '👩‍👩‍👧', 'e\u0301', '\u200b',
  '\u202eabc', '\ufeff', 'a\ufeffb', '\u2028', 'a\u2029b', '\ufffd', '\u{10ffff}', '\u{1f600}\u{1f600}', '__proto__', 'constructor',
]
/** These may stand in patterns and descriptions, not in names. */
// biome-ignore format: one text after another reads better than one a line
const nastyProse = [
  'a\nb', 'a\n', '\na', '\n', 'a\n\n', 'a\n\nb', ' a\n b', 'a \nb ', 'a\n \nb', '\n\n  a\n', 'a\n  b\n c', 'a\n# b\n- c: d\n', 'a\n---\nb',
  'a\r\nb', 'a\rb', '\r', 'a\r\n', '\t', 'a\tb', '\ta', 'a\t', 'a\n\tb', 'a\u0007b', '\u001b[31m', '\u007f', '\u0085', 'a\u0085b', ' ', '  ',
  'a: |\n  b', '"a\nb"', "'a'\n'b'", 'x'.repeat(5_000), `${'word '.repeat(900)}end`, `${'long line '.repeat(50)}\nshort`,
]

const nastyRules: NewRule[] = [
  ...nastyTexts.map((text): NewRule => ({ name: text, pattern: quoteForRegex(text), description: text })),
  ...nastyProse.map(
    (text, index): NewRule => ({ name: `prose ${index}`, pattern: quoteForRegex(text), description: text }),
  ),
  ...nastyTexts.filter(isPhrase).map((text): NewRule => ({ name: `phrase ${text}`, rule_type: 'nlp', pattern: text })),
  ...nastyTexts.map(
    (text): NewRule => ({ name: `tool ${text}`, pattern: 'x', tools: [text], fields: [`/${text}`, '/**'] }),
  ),
  { name: 'every field', pattern: 'x', severity: 'info', decision: 'ask', enabled: false, on: ['user', 'tool_call'] },
  { name: 'empty description', pattern: 'x', description: '' },
]

/** The text itself where RE2 takes it, so that it reaches the document as it is. A long one compiles to too much. */
function quoteForRegex(text: string): string {
  if (text.length > 500) return 'x'
  return /[\\*?+()[\]{}|^$]/.test(text) ? `\\Q${text}\\E` : text
}

function isPhrase(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !text.includes('|')
}

function meaningOf({ id: _id, created_at: _createdAt, updated_at: _updatedAt, ...meaning }: Rule) {
  return meaning
}

describe('what is exported is imported again', () => {
  let bare: ApiUnderTest
  beforeAll(async () => {
    bare = await startApiUnderTest({ rules: [] })
  })
  afterAll(() => bare.stop())
  afterEach(async () => {
    for (const { id } of (await bare.get<Rule[]>('/rules')).body) await bare.delete(`/rules/${id}`)
  })

  test.each(nastyRules)('$name', async ({ ...given }) => {
    const before = await bare.newRule(given)
    const first = (await bare.get<{ yaml: string }>('/rules/export')).body.yaml
    await bare.delete(`/rules/${before.id}`)
    const outcome = await bare.post('/rules/import', first, { 'content-type': 'application/yaml' })
    expect(outcome.body).toEqual({ created: 1, updated: 0, skipped: 0, errors: [], warnings: expect.any(Array) })
    const [after] = (await bare.get<Rule[]>('/rules')).body
    expect(meaningOf(after as Rule)).toEqual(meaningOf(before))
    expect((await bare.get<{ yaml: string }>('/rules/export')).body.yaml).toBe(first)
  })

  test('all of them in one document, into an emptied store, give the same bytes', async () => {
    const [from, to] = [await startApiUnderTest({ rules: nastyRules }), await startApiUnderTest()]
    for (const { id } of (await to.get<Rule[]>('/rules')).body) await to.delete(`/rules/${id}`)
    const { body } = await from.get<string>('/rules/export', { accept: 'application/yaml' })
    const outcome = await to.post('/rules/import', body, { 'content-type': 'text/plain' })
    expect(outcome.body).toEqual({
      created: nastyRules.length,
      updated: 0,
      skipped: 0,
      errors: [],
      warnings: expect.any(Array),
    })
    expect((await to.get<string>('/rules/export', { accept: 'application/yaml' })).body).toBe(body)
    const { body: exported } = await from.get<Rule[]>('/rules')
    const { body: imported } = await to.get<Rule[]>('/rules')
    expect(imported.map(meaningOf)).toEqual(exported.map(meaningOf))
    await Promise.all([from.stop(), to.stop()])
  })

  test('imported where it came from, everything is the same and skipped', async () => {
    const { yaml } = (await api.get<{ yaml: string }>('/rules/export')).body
    expect((await api.post('/rules/import', yaml)).body).toEqual({
      created: 0,
      updated: 0,
      skipped: 2,
      errors: [],
      warnings: expect.any(Array),
    })
  })
})
