import { definitionOf, type ImportPreview, newRuleSchema, type Rule } from '@agentsentry/contract'
import { afterAll, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest({ rules: [] })
afterAll(api.stop)

const rulesOf = async () => (await api.get<Rule[]>('/rules')).body
const document = `
rules:
  - { name: same, pattern: a }
  - { name: changed, pattern: after }
  - { name: new, pattern: '.*' }
`

test('a dry run tells of each rule what would become of it, and changes nothing', async () => {
  await api.newRule({ name: 'same', pattern: 'a' })
  const changed = await api.newRule({ name: 'changed', pattern: 'before' })
  const before = await rulesOf()
  const audit = (await api.get('/audit/logs')).body
  const sets = (await api.get('/rule-sets')).body
  const headers = { 'content-type': 'application/yaml' }
  const { body, status } = await api.post<ImportPreview>('/rules/import?dry_run=true', document, headers)
  expect(status).toBe(200)
  const asNew = (name: string, pattern: string) => newRuleSchema.parse({ name, pattern })
  expect(body).toMatchObject({ created: 1, updated: 1, skipped: 1, errors: [], warnings: [{ rule: 'new' }] })
  expect(body.changes).toEqual([
    { rule: 'same', kind: 'same', before: asNew('same', 'a'), after: asNew('same', 'a') },
    { rule: 'changed', kind: 'update', before: definitionOf(changed), after: asNew('changed', 'after') },
    { rule: 'new', kind: 'create', before: null, after: asNew('new', '.*') },
  ])
  expect(await rulesOf()).toEqual(before)
  expect((await api.get('/audit/logs')).body).toEqual(audit)
  expect((await api.get('/rule-sets')).body).toEqual(sets)
  const { body: outcome } = await api.post('/rules/import?dry_run=false', document, headers)
  expect(outcome).toEqual({ created: 1, updated: 1, skipped: 1, errors: [], warnings: body.warnings })
})

test('a dry run of a document with a fault is refused as an import is', async () => {
  const faulty = 'rules: [{ name: a, pattern: "(" }]'
  const headers = { 'content-type': 'application/yaml' }
  const tried = await api.post('/rules/import?dry_run=true', faulty, headers)
  expect(tried).toMatchObject({ status: 422, body: { code: 'rules_document_invalid' } })
  expect(tried.body).toEqual((await api.post('/rules/import', faulty, headers)).body)
  expect((await api.post('/rules/import?dry_run=perhaps', faulty, headers)).status).toBe(422)
})
