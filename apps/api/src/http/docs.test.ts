import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseApiConfig } from '../config.ts'
import { type RunningApi, startApi } from '../main.ts'

interface OpenApiDocument {
  openapi: string
  paths: Record<string, Record<string, { responses: Record<string, { content: object }> }>>
}

let api: RunningApi
const read = async <Body>(path: string) => (await (await fetch(api.url + path)).json()) as Body
beforeAll(async () => {
  api = await startApi(
    parseApiConfig({ DATABASE_URL: 'sqlite::memory:', AGENTSENTRY_API_PORT: '0', LOG_LEVEL: 'silent' }),
    [],
  )
})
afterAll(() => api.stop())

test('the document is valid OpenAPI 3.1 and holds every route that `GET /` lists', async () => {
  const document = await read<OpenApiDocument>('/openapi.json')
  const { valid, errors } = await new Validator().validate(structuredClone({ ...document }))
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  expect(document.openapi).toBe('3.1.0')
  const { endpoints } = await read<{ endpoints: string[] }>('/')
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  expect(documented.sort()).toEqual([...endpoints].sort())
  expect(documented.length).toBeGreaterThan(18)
})

test('errors are documented as problem+json', async () => {
  const { paths } = await read<OpenApiDocument>('/openapi.json')
  expect(Object.keys(paths['/traces']?.post?.responses['422']?.content ?? {})).toEqual(['application/problem+json'])
})

test('the page brings its own script, and may load or tell nothing else', async () => {
  const page = await fetch(`${api.url}/docs/`)
  const html = await page.text()
  expect(html).not.toMatch(/(src|href)="https?:/)
  expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'")
  const script = /<script src="([^"]+)"/.exec(html)?.[1] ?? ''
  const answer = await fetch(new URL(script, `${api.url}/docs/`))
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain('javascript')
})
