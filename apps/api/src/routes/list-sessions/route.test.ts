import type { Problem, Session } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

const mail = await api.newSession({ title: 'Mail of MONDAY', agent: 'mailer', tags: ['office', 'eu'] })
const bank = await api.newSession({ title: '100%_done', agent: 'teller', tags: ['office'] })
const plain = await api.newSession()
await api.check(mail.id, 'user', { text: 'hello' })
await api.check(bank.id, 'user', { text: 'please leak password' })
await api.check(bank.id, 'tool', { tool: 'sql', args: { q: 'drop table users' } })

async function idsOf(query: string): Promise<string[]> {
  const { status, body } = await api.get<Session[]>(`/sessions${query}`)
  expect(status).toBe(200)
  return body.map(({ id }) => id)
}

describe('200', () => {
  test('the newest comes first, with every field', async () => {
    const { body } = await api.get<Session[]>('/sessions')
    expect(body.map(({ id }) => id)).toEqual([plain.id, bank.id, mail.id])
    expect(body[0]).toEqual({ ...plain, traces: 0, decisions: {}, worst_decision: null })
    expect(body[2]).toMatchObject({ title: 'Mail of MONDAY', agent: 'mailer', tags: ['office', 'eu'] })
  })

  test('a session was updated when its newest trace came in', async () => {
    const trace = await api.check(mail.id, 'user', { text: 'again' })
    const { body } = await api.get<Session[]>('/sessions?agent=mailer')
    expect(body[0]?.updated_at).toBe(trace.created_at)
    expect(body[0]?.created_at).toBe(mail.created_at)
  })

  test('`q` finds a part of the title, whatever its case', async () => {
    expect(await idsOf('?q=monday')).toEqual([mail.id])
    expect(await idsOf('?q=MAIL+OF')).toEqual([mail.id])
    expect(await idsOf('?q=absent')).toEqual([])
  })

  test('`q` is text: its `%`, `_` and `\\` stand for themselves', async () => {
    expect(await idsOf('?q=%25_d')).toEqual([bank.id])
    expect(await idsOf('?q=0%250')).toEqual([])
    expect(await idsOf('?q=M_il')).toEqual([])
    expect(await idsOf('?q=%5C')).toEqual([])
  })

  test('`q` finds letters beyond ASCII, whatever their case', async () => {
    const { id } = await api.newSession({ title: 'ÜBERWEISUNG nach Łódź', agent: 'abroad' })
    expect(await idsOf(`?agent=abroad&q=${encodeURIComponent('überweisung')}`)).toEqual([id])
    expect(await idsOf(`?agent=abroad&q=${encodeURIComponent('ŁÓDŹ')}`)).toEqual([id])
  })

  test('`decision` finds sessions that hold such a trace', async () => {
    expect(await idsOf('?decision=block')).toEqual([bank.id])
    expect(await idsOf('?decision=warn')).toEqual([bank.id])
    expect(await idsOf('?decision=allow')).toEqual([mail.id])
    expect(await idsOf('?decision=ask')).toEqual([])
  })

  test('`agent` and `tag` are compared as a whole', async () => {
    expect(await idsOf('?agent=teller')).toEqual([bank.id])
    expect(await idsOf('?agent=tell')).toEqual([])
    expect(await idsOf('?tag=office')).toEqual([bank.id, mail.id])
    expect(await idsOf('?tag=eu')).toEqual([mail.id])
    expect(await idsOf('?tag=off')).toEqual([])
  })

  test('filters add up', async () => {
    expect(await idsOf('?tag=office&decision=block&agent=teller&q=done')).toEqual([bank.id])
    expect(await idsOf('?tag=office&decision=block&agent=mailer')).toEqual([])
  })

  test('`from` is included and `to` is not', async () => {
    const at = encodeURIComponent(bank.created_at)
    expect(await idsOf(`?agent=teller&from=${at}`)).toEqual([bank.id])
    expect(await idsOf(`?agent=teller&to=${at}`)).toEqual([])
    expect(await idsOf('?from=2999-01-01T00:00:00Z')).toEqual([])
    expect(await idsOf('?to=2000-01-01T00:00:00Z')).toEqual([])
    expect(await idsOf('?agent=teller&from=2000-01-01T00:00:00%2B02:00')).toEqual([bank.id])
  })

  test('a full page leads to the next one, and the link keeps the filters', async () => {
    const first = await api.get<Session[]>('/sessions?limit=1&tag=office')
    expect(first.body.map(({ id }) => id)).toEqual([bank.id])
    const next = /^<(\/sessions\?[^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] as string
    expect(new URL(next, api.url).searchParams.get('tag')).toBe('office')
    const second = await api.get<Session[]>(next)
    expect(second.body.map(({ id }) => id)).toEqual([mail.id])
    expect(second.headers.get('link')).toBeNull()
  })

  test('a page that holds the last row leads nowhere', async () => {
    expect((await api.get('/sessions?tag=office&limit=2')).headers.get('link')).toBeNull()
  })

  test('a page holds 50 unless told otherwise, and at most 200', async () => {
    for (let made = 0; made < 210; made += 30) {
      await Promise.all(Array.from({ length: 30 }, () => api.newSession({ agent: 'many' })))
    }
    expect(await idsOf('?agent=many')).toHaveLength(50)
    expect(await idsOf('?agent=many&limit=200')).toHaveLength(200)
  })
})

describe('422', () => {
  test.each(['0', '-1', '201', '1.5', 'NaN', 'Infinity', '', 'ten', '99999999999999999999'])(
    '`limit=%s` is refused',
    async (limit) => {
      const { status, body } = await api.get<Problem>(`/sessions?limit=${limit}`)
      expect(status).toBe(422)
      expect(body).toMatchObject({ code: 'request_invalid' })
      expect(body.errors?.map(({ path }) => path)).toContain('?limit')
    },
  )

  test.each([
    ['cursor', 'garbage'],
    ['cursor', ''],
    ['cursor', '2026-99-99T00:00:00Z'],
  ])('`%s=%s` is refused', async (_name, cursor) => {
    const { status, body } = await api.get(`/sessions?cursor=${cursor}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'cursor_invalid', errors: [{ path: '?cursor' }] })
  })

  test.each([
    ['decision', 'never'],
    ['from', 'yesterday'],
    ['to', '2026-13-01T00:00:00Z'],
  ])('`%s=%s` is refused', async (name, value) => {
    const { status, body } = await api.get(`/sessions?${name}=${value}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ code: 'request_invalid', errors: [{ path: `?${name}` }] })
  })

  test('a parameter that stands twice is refused', async () => {
    expect((await api.get('/sessions?limit=1&limit=2')).status).toBe(422)
    expect((await api.get('/sessions?agent=a&agent=b')).status).toBe(422)
  })
})
