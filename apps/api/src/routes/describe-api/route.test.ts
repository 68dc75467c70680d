import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

test('200: the name, the state, and every endpoint of the contract', async () => {
  const { status, body } = await api.get<{ endpoints: string[] }>('/')
  expect(status).toBe(200)
  expect(body).toMatchObject({ name: expect.any(String), status: 'ok' })
  expect([...body.endpoints].sort()).toEqual(
    [
      'GET /',
      'GET /healthz',
      'GET /readyz',
      'POST /sessions',
      'GET /ruleset',
      'GET /sessions',
      'GET /sessions/:id',
      'DELETE /sessions/:id',
      'GET /sessions/:id/traces',
      'POST /traces',
      'POST /traces/batch',
      'GET /traces/:id',
      'GET /traces/:id/explanation',
      'GET /rules',
      'POST /rules',
      'PUT /rules/:id',
      'PATCH /rules/:id/toggle',
      'DELETE /rules/:id',
      'POST /rules/import',
      'GET /rules/export',
      'POST /rules/reload',
      'GET /audit/logs',
      'GET /audit/head',
      'POST /sessions/:id/release',
      'GET /traces/:id/check',
      'GET /checks',
      'POST /checks/:id/retry',
      'POST /checks/retry',
      'GET /checks/costs',
      'GET /me',
      'GET /stats',
      'GET /attention',
      'GET /traces',
      'GET /rules/hits',
      'GET /rules/:id/history',
      'GET /rule-sets',
      'GET /rule-sets/:number',
      'POST /rule-sets/:number/restore',
      'GET /events',
      'GET /metrics',
    ].sort(),
  )
})

describe('404', () => {
  test.each(['/nothing', '/rules/', '/Sessions', '/sessions//traces/x', '/trace', '//', '/.env'])(
    'there is no `GET %s`',
    async (path) => {
      const { status, body, headers } = await api.get(path)
      expect(status).toBe(404)
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(body).toMatchObject({ code: 'route_unknown', detail: expect.stringContaining(path) })
    },
  )
})
