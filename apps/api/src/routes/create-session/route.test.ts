import type { Session } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

describe('200', () => {
  test('a session needs no body at all', async () => {
    const { status, body } = await api.post<Session>('/sessions')
    expect(status).toBe(200)
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      title: null,
      agent: null,
      user_id: null,
      tags: [],
      metadata: {},
      retention_days: null,
      quarantine: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updated_at: body.created_at,
    })
  })

  test('the title may stand in the query', async () => {
    const { status, body } = await api.post<Session>('/sessions?title=A%20first%20run')
    expect(status).toBe(200)
    expect(body.title).toBe('A first run')
  })

  test.each([
    ['application/json', 'JSON'],
    ['application/x-www-form-urlencoded', 'a form, as Python’s urllib does'],
    ['text/plain', 'plain text'],
  ])('an empty body may be announced as %s', async (type) => {
    const { status, body } = await api.post<Session>('/sessions?title=empty', '', { 'content-type': type })
    expect(body).toMatchObject({ title: 'empty' })
    expect(status).toBe(200)
  })

  test('an empty body is taken when it comes in chunks, without a length', async () => {
    const body = new ReadableStream({ start: (controller) => controller.close() })
    const response = await fetch(`${api.url}/sessions?title=chunks`, { method: 'POST', body, duplex: 'half' } as object)
    expect(await response.json()).toMatchObject({ title: 'chunks' })
  })

  test('every field of the body is kept', async () => {
    const given = {
      title: 'Résumé 🙂 "quoted"',
      agent: 'mailer',
      user_id: 'u-1',
      tags: ['b', 'a', 'b'],
      metadata: { nested: { list: [1, null, 'x'] }, constructor: 'plain' },
    }
    const { status, body } = await api.post<Session>('/sessions', given)
    expect(status).toBe(200)
    expect(body).toMatchObject(given)
    expect((await api.get(`/sessions/${body.id}`)).body).toMatchObject(given)
  })

  test('the title in the body goes before the one in the query', async () => {
    const { body } = await api.post<Session>('/sessions?title=query', { title: 'body' })
    expect(body.title).toBe('body')
  })

  test('the title in the query stands where the body has none', async () => {
    expect((await api.post<Session>('/sessions?title=query', {})).body.title).toBe('query')
    expect((await api.post<Session>('/sessions?title=query', { title: null })).body.title).toBe('query')
  })

  test('a null body is no body', async () => {
    expect((await api.post<Session>('/sessions?title=t', null)).body).toMatchObject({ title: 't' })
  })

  test('unknown fields are let pass, as clients of later versions send them', async () => {
    expect((await api.post('/sessions', { title: 't', later: true })).status).toBe(200)
  })
})

describe('422', () => {
  test.each([
    ['a title that is no text', { title: 1 }, '/title'],
    ['a title of 501 characters', { title: 'x'.repeat(501) }, '/title'],
    ['a title with a line break', { title: 'a\nb' }, '/title'],
    ['tags that are no list', { tags: 'a' }, '/tags'],
    ['a tag that is no text', { tags: ['a', 2] }, '/tags/1'],
    ['51 tags', { tags: Array.from({ length: 51 }, String) }, '/tags'],
    ['metadata that is a list', { metadata: [] }, '/metadata'],
    ['an agent that is an object', { agent: {} }, '/agent'],
    ['a user id that is a number', { user_id: 7 }, '/user_id'],
    ['a body that is a list', [], ''],
    ['a body that is text', 'title', ''],
  ])('%s is refused, and its place named', async (_name, given, path) => {
    const { status, body, headers } = await api.post('/sessions', given)
    expect(status).toBe(422)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(body).toMatchObject({ status: 422, code: 'request_invalid', detail: expect.any(String) })
    expect(body).toMatchObject({ errors: [{ path, message: expect.any(String) }] })
  })

  test('a title in the query is held to the same rule', async () => {
    const { status, body } = await api.post(`/sessions?title=${'x'.repeat(501)}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [{ path: '?title' }] })
  })

  test('every fault is named at once', async () => {
    const { body } = await api.post('/sessions', { title: 1, agent: 2, tags: 3 })
    expect(body).toMatchObject({ errors: [{ path: '/title' }, { path: '/agent' }, { path: '/tags' }] })
  })

  test('what is refused leaves no session behind', async () => {
    await api.post('/sessions', { title: 'ghost', tags: ['ok', 1] })
    expect((await api.get('/sessions?q=ghost')).body).toEqual([])
  })
})
