import { afterAll, expect, test } from 'vitest'
import { startApiUnderTest } from '../routes/api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, { responses: Record<string, unknown>; summary?: string }>>
}

test('`/openapi.json` is OpenAPI 3.1 and has every endpoint with a summary', async () => {
  const { status, body } = await api.get<OpenApi>('/openapi.json')
  expect(status).toBe(200)
  expect(body.openapi).toMatch(/^3\.1\./)
  const { endpoints } = (await api.get<{ endpoints: string[] }>('/')).body
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.split(' ')
    const operation = body.paths[path.replace(':id', '{id}')]?.[method.toLowerCase()]
    expect(operation?.summary, endpoint).toEqual(expect.any(String))
    expect(Object.keys(operation?.responses ?? {}), endpoint).toContain('200')
  }
})

test('`/docs` is a page that loads nothing from elsewhere', async () => {
  const { status, body, headers } = await api.get<string>('/docs')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toMatch(/^text\/html/)
  const sources = [...body.matchAll(/<(?:script|link|img|iframe)\b[^>]*?(?:src|href)="([^"]*)"/g)].map(([, url]) => url)
  expect(sources.filter((url) => /^(https?:)?\/\//.test(url ?? ''))).toEqual([])
})
