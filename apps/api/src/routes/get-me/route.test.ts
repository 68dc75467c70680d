import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

describe('who am I', () => {
  test('anybody is admin where no key is demanded', async () => {
    const api = await startApiUnderTest()
    expect((await api.get('/me')).body).toEqual({
      actor: 'anonymous',
      role: 'admin',
      project: { id: 'default', name: 'default' },
      open: true,
    })
    await api.stop()
  })

  describe('where there is a key', () => {
    let api: ApiUnderTest
    beforeAll(async () => {
      api = await startApiUnderTest({ env: { AGENTSENTRY_API_KEY: 'the-key-of-the-test' } })
    })
    afterAll(() => api.stop())

    test('it is demanded, also where others may read without one', async () => {
      expect((await api.get('/rules')).status).toBe(200)
      expect(await api.get('/me')).toMatchObject({ status: 401, body: { code: 'key_missing' } })
      expect(await api.get('/me', { authorization: 'Bearer another' })).toMatchObject({
        status: 403,
        body: { code: 'key_wrong' },
      })
    })

    test('it tells what the key may do', async () => {
      const { body } = await api.get('/me', { authorization: 'Bearer the-key-of-the-test' })
      expect(body).toMatchObject({ actor: 'api_key', role: 'admin', open: false })
    })
  })
})
