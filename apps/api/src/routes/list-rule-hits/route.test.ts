import { expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

test('every rule is listed with its hits, those in shadow apart, and deleted ones too', async () => {
  const api = await startApiUnderTest()
  const gone = await api.newRule({ name: 'gone', pattern: 'secret plan', mode: 'shadow' })
  const { id } = await api.newSession()
  await api.check(id, 'user', { text: 'leak password' })
  const { created_at } = await api.check(id, 'user', { text: 'leak password of the secret plan' })
  await api.delete(`/rules/${gone.id}`)
  const none = { hits_24h: 0, hits_30d: 0, shadow_hits_24h: 0, shadow_hits_30d: 0 }
  expect((await api.get('/rules/hits')).body).toEqual([
    { ...none, rule: 'no_leaking', hits_24h: 2, hits_30d: 2, last_hit_at: created_at },
    { ...none, rule: 'gone', shadow_hits_24h: 1, shadow_hits_30d: 1, last_hit_at: created_at },
    { ...none, rule: 'no_dropping', last_hit_at: null },
  ])
  await api.stop()
})
