import type { Trace } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const { id: session } = await api.newSession()
const hello = await api.check(session, 'user', { text: 'hello' })
const leak = await api.check(session, 'assistant', { text: 'I will leak password' })
const drop = await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table users' } })

async function idsOf(query: string): Promise<string[]> {
  const { status, body } = await api.get<Trace[]>(`/sessions/${session}/traces${query}`)
  expect(status).toBe(200)
  return body.map(({ id }) => id)
}

describe('200', () => {
  test('the newest comes first, each as `GET /traces/{id}` has it', async () => {
    const { body, headers } = await api.get<Trace[]>(`/sessions/${session}/traces`)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(body.map(({ id }) => id)).toEqual([drop.id, leak.id, hello.id])
    for (const trace of body) expect((await api.get(`/traces/${trace.id}`)).body).toMatchObject({ ...trace })
  })

  test('`order=asc` is a timeline', async () => {
    expect(await idsOf('?order=asc')).toEqual([hello.id, leak.id, drop.id])
    expect(await idsOf('?order=desc')).toEqual([drop.id, leak.id, hello.id])
  })

  test.each(['asc', 'desc'])('a page leads to the next one: %s', async (order) => {
    const seen: string[] = []
    let next: string | undefined = `/sessions/${session}/traces?order=${order}&limit=1`
    while (next !== undefined) {
      const page: { body: Trace[]; headers: Headers } = await api.get<Trace[]>(next)
      seen.push(...page.body.map(({ id }) => id))
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
    }
    const timeline = [hello.id, leak.id, drop.id]
    expect(seen).toEqual(order === 'asc' ? timeline : timeline.reverse())
  })

  test('a time as cursor means "created before"', async () => {
    expect(await idsOf('?cursor=2999-01-01T00:00:00Z')).toHaveLength(3)
    expect(await idsOf('?cursor=2000-01-01T00:00:00Z')).toEqual([])
    expect(await idsOf(`?cursor=${hello.created_at}`)).toEqual([])
    expect(await idsOf('?order=asc&cursor=2999-01-01T00:00:00Z')).toHaveLength(3)
  })

  test('traces of other sessions are not among them', async () => {
    const other = await api.newSession()
    await api.check(other.id, 'user', { text: 'elsewhere' })
    expect(await idsOf('')).toHaveLength(3)
  })

  test.each(['unknown', '00000000-0000-7000-8000-000000000000'])('an unknown session has none: %s', async (id) => {
    const { status, body } = await api.get(`/sessions/${id}/traces`)
    expect(status).toBe(200)
    expect(body).toEqual([])
  })
})

describe('422', () => {
  test.each([
    ['limit', '0', 'request_invalid'],
    ['limit', '201', 'request_invalid'],
    ['limit', 'ten', 'request_invalid'],
    ['order', 'up', 'request_invalid'],
    ['order', 'ASC', 'request_invalid'],
    ['cursor', 'garbage', 'cursor_invalid'],
    ['cursor', '', 'cursor_invalid'],
  ])('`%s=%s` is refused', async (name, value, code) => {
    const { status, body } = await api.get(`/sessions/${session}/traces?${name}=${value}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code, detail: expect.any(String), errors: [{ path: `?${name}` }] })
  })
})
