import { randomBytes } from 'node:crypto'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiUnderTest, startApiOn } from '../apps/api/src/routes/api-under-test.ts'

// Every row is made in the same millisecond, and ids of one millisecond come in no order, as they do from several
// processes. Between any two pages more rows are made, which may land anywhere.

const momentMs = Date.UTC(2026, 0, 2, 3, 4, 5, 6)
const moment = new Date(momentMs).toISOString()
const rowCount = 600

const idsOfOneMoment = {
  next: () => {
    const time = momentMs.toString(16).padStart(12, '0')
    const random = randomBytes(9).toString('hex')
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6)}`
    return { id, timeMs: momentMs }
  },
}

interface Row {
  readonly id: string | number
  readonly created_at: string
}

let store: SqliteStore
let api: ApiUnderTest
let session: string
beforeAll(async () => {
  store = await SqliteStore.open({ path: ':memory:' })
  api = await startApiOn(store, { ids: idsOfOneMoment })
  session = (await api.newSession({ tags: ['holder'] })).id
})
afterAll(async () => {
  await api.stop()
  await store.close()
})

const newSession = (): Promise<Row> => api.newSession({ tags: ['paged'] })
const newTrace = (): Promise<Row> => api.check(session, 'user', { text: 'x' })
const newEntry = (): Promise<Row> => api.check(session, 'tool', { tool: 'sql', args: 'drop table users' })

async function inParallel(count: number, make: () => Promise<Row>): Promise<Row[]> {
  const rows: Row[] = []
  while (rows.length < count) {
    rows.push(...(await Promise.all(Array.from({ length: Math.min(50, count - rows.length) }, make))))
  }
  return rows
}

/** Every row from this page on, with more rows made while each page is read. */
async function readAll(path: string, makeMore?: () => Promise<unknown>): Promise<Row[]> {
  const rows: Row[] = []
  let next: string | undefined = path
  while (next !== undefined) {
    const making = makeMore === undefined ? [] : [makeMore(), makeMore(), makeMore()]
    const page: { status: number; body: Row[]; headers: Headers } = await api.get<Row[]>(next)
    expect(page.status).toBe(200)
    rows.push(...page.body)
    next = /^<([^>]+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1]
    await Promise.all(making)
  }
  return rows
}

const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id)

const listings: [name: string, path: () => string, make: () => Promise<Row>][] = [
  ['sessions', () => '/sessions?tag=paged', newSession],
  ['traces, newest first', () => `/sessions/${session}/traces?order=desc`, newTrace],
  ['traces, oldest first', () => `/sessions/${session}/traces?order=asc`, newTrace],
  ['the audit log', () => '/audit/logs?target_type=trace', newEntry],
]

describe.each(listings)('%s of one millisecond', (_name, path, make) => {
  test.each([13, 50, 200])('pages of %i repeat no row and lose none, while more are made', async (limit) => {
    await inParallel(rowCount / 3, make)
    const present = idsOf(await readAll(`${path()}&limit=200`))
    expect(present.length).toBeGreaterThanOrEqual(rowCount / 3)
    const read = idsOf(await readAll(`${path()}&limit=${limit}`, make))
    expect(new Set(read).size).toBe(read.length)
    expect(present.filter((id) => !read.includes(id))).toEqual([])
  })

  test('no fewer than 500 rows were read', async () => {
    const rows = await readAll(`${path()}&limit=200`)
    expect(rows.length).toBeGreaterThan(500)
    expect(new Set(rows.map(({ created_at }) => created_at))).toEqual(new Set([moment]))
  })

  test('the order is the same on every reading', async () => {
    expect(idsOf(await readAll(`${path()}&limit=200`))).toEqual(idsOf(await readAll(`${path()}&limit=64`)))
  })

  test('a time as cursor leaves out what was made at that time, and the pages behind it lose nothing', async () => {
    expect(await readAll(`${path()}&cursor=${moment}`)).toEqual([])
    const later = new Date(momentMs + 1).toISOString()
    const all = idsOf(await readAll(`${path()}&limit=200`))
    expect(idsOf(await readAll(`${path()}&limit=150&cursor=${later}`))).toEqual(all)
  })

  test('a time as cursor may carry an offset, or no zone, which is UTC', async () => {
    const later = '2026-01-02T05:04:05.007%2B02:00'
    expect(await readAll(`${path()}&limit=200&cursor=${later}`)).not.toEqual([])
    expect(await readAll(`${path()}&limit=200&cursor=2026-01-02T03:04:05.007000`)).not.toEqual([])
    expect(await readAll(`${path()}&limit=200&cursor=2026-01-02T03:04:05`)).toEqual([])
  })

  test.each([
    'garbage',
    '',
    '%00',
    'AAAA',
    '💥',
    '1.2.3',
    '-1',
    'null',
    '2026',
    '2026-01-02',
    '2026-02-30T99:00:00Z',
    'yesterday',
    Buffer.from('x.y').toString('base64url'),
    Buffer.from('1').toString('base64url'),
    Buffer.from("1.' or 1=1 --").toString('base64url'),
    Buffer.from('99999999999999999999.1').toString('base64url'),
    'x'.repeat(301),
  ])('the cursor `%s` is refused', async (cursor) => {
    const { status, body } = await api.get(`${path()}&cursor=${cursor}`)
    expect(status).toBe(422)
    expect(body).toMatchObject({ errors: [{ path: '?cursor' }] })
  })
})
