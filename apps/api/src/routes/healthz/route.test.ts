import { afterAll, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

test('200: the process is alive, and says for how long', async () => {
  const { status, body } = await api.get('/healthz')
  expect(status).toBe(200)
  expect(body).toEqual({ status: 'ok', uptime_seconds: expect.any(Number) })
})

test('200: HEAD has the same headers and no body', async () => {
  const response = await fetch(`${api.url}/healthz`, { method: 'HEAD' })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('')
})
