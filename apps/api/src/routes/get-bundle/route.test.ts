import { createHash, createPublicKey, verify } from 'node:crypto'
import { type RuleSetBundle, ruleSetSignedText, ruleSetText } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const seed = 'ab'.repeat(32)
const api = await startApiUnderTest()
const signing = await startApiUnderTest({ env: { AGENTSENTRY_AUDIT_KEY: seed, AGENTSENTRY_MAX_BODY_BYTES: '4096' } })
afterAll(async () => {
  await api.stop()
  await signing.stop()
})

const bundleOf = async ({ get }: typeof api) => (await get<RuleSetBundle>('/ruleset')).body

describe('200', () => {
  test('holds all rules in force with their ids, under the number that traces are judged by', async () => {
    const rule = await api.newRule({ name: 'kept', pattern: 'x', tags: ['x-own'], on: ['user'], enabled: false })
    const bundle = await bundleOf(api)
    const { id } = await api.newSession()
    expect(bundle).toMatchObject({ project: 'default', secrets: 'mask', signature: null })
    expect(bundle.number).toBe((await api.check(id, 'user', { text: 'hello' })).rule_set)
    expect(bundle.rules.map(({ name }) => name)).toEqual(['no_dropping', 'no_leaking', 'kept'])
    const { created_at: _created, updated_at: _updated, ...kept } = rule
    expect(bundle.rules[2]).toEqual(kept)
  })

  test('the hash is that of the rules as they are sent', async () => {
    await api
      .newRule({ name: 'with tests', pattern: 'b', tests: { block: [{ text: 'ab', 1: 'é\u2028' }] } as never })
      .catch(() => {})
    const bundle = await bundleOf(api)
    expect(createHash('sha256').update(ruleSetText(bundle.rules)).digest('hex')).toBe(bundle.hash)
  })

  test('tells what a batch may be', async () => {
    expect((await bundleOf(api)).limits).toEqual({ body_bytes: 1024 * 1024, batch_traces: 100 })
    expect((await bundleOf(signing)).limits).toEqual({ body_bytes: 4096, batch_traces: 100 })
  })

  test('is signed over project, number and hash where there is a key', async () => {
    const bundle = await bundleOf(signing)
    const { public_key, value } = bundle.signature ?? { public_key: '', value: '' }
    const x = Buffer.from(public_key, 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    const isSigned = (of: RuleSetBundle) =>
      verify(null, Buffer.from(ruleSetSignedText(of)), key, Buffer.from(value, 'base64'))
    expect(isSigned(bundle)).toBe(true)
    for (const other of [{ project: 'other' }, { number: bundle.number + 1 }, { hash: bundle.hash.replace(/./, 'x') }])
      expect(isSigned({ ...bundle, ...other })).toBe(false)
  })
})

describe('304', () => {
  test('answers whoever has it already, until a rule changes', async () => {
    const { headers } = await api.get('/ruleset')
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{43}"$/)
    expect(headers.get('cache-control')).toBe('private, no-cache')
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, body, headers } = await api.get('/ruleset', { 'if-none-match': known })
      expect([status, body, headers.get('etag')]).toEqual([304, '', etag])
    }
    expect((await api.get('/ruleset', { 'if-none-match': '"other"' })).status).toBe(200)
    await api.newRule({ name: 'another', pattern: 'y' })
    const { status, headers: later } = await api.get('/ruleset', { 'if-none-match': etag })
    expect(status).toBe(200)
    expect(later.get('etag')).not.toBe(etag)
  })
})
