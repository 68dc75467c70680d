import { formatApiKey } from '@agentsentry/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routeAccess } from '../apps/api/src/http/route-access.ts'
import { startApiUnderTest } from '../apps/api/src/routes/api-under-test.ts'
import { type DocumentedOperation, type OpenApiDocument, operationsOf } from './access-operations.ts'
import { startAccessServer } from './access-server.ts'

/** What only the default project holds, in titles, contents and names. */
const marker = 'of-the-default-project'
const api = await startAccessServer({ AGENTSENTRY_CHECKS: 'all' })
const session = await api.newSession({ title: marker, tags: [marker] })
const rule = await api.newRule({ name: marker, pattern: 'x' })
const { id: traceId, rule_set: ruleSet } = await api.check(session.id, 'tool', {
  tool: 'sql',
  args: `drop table ${marker}`,
})

await api.store.projects.createProject({ id: 'other', name: 'other', createdAtMs: 1 }, 'test')
const roles = ['ingest', 'read', 'admin'] as const
const keyOf: Record<string, string> = {}
const otherKeyOf: Record<string, string> = {}
for (const role of roles) {
  keyOf[role] = await api.addKey({ role })
  otherKeyOf[role] = await api.addKey({ role, projectId: 'other' })
}
const revoked = await api.addKey({ role: 'admin', revoked: true })
const expired = await api.addKey({ role: 'admin', lifetimeMs: -1_000 })
const unknown = formatApiKey('0123456789ABCDEFGHIJKLMNOPQRST')
const admin = keyOf.admin as string

const { body: document } = await api.get<OpenApiDocument>('/openapi.json')
const operations = operationsOf(document, { session_id: session.id, name: 'made', pattern: 'made', role: 'user' })
const guarded = operations.filter(({ role }) => role !== null)

beforeAll(async () => {
  // The server was open when it started, and notices the first key within a second.
  while ((await api.get('/rules')).status !== 401) await new Promise((resolve) => setTimeout(resolve, 50))
})
afterAll(() => api.stop())

/** Ids of the default project in place of the parameters. */
function addressOf({ path }: DocumentedOperation): string {
  const ids: Record<string, string> = {
    sessions: session.id,
    rules: String(rule.id),
    'rule-sets': String(ruleSet),
  }
  return path.replaceAll(/\{\w+\}/g, ids[path.split('/')[1] ?? ''] ?? traceId)
}

interface Sent {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

async function send(operation: DocumentedOperation, authorization?: string, method = operation.method): Promise<Sent> {
  const hasBody = operation.body !== undefined && method !== 'HEAD'
  const response = await fetch(api.url + addressOf(operation), {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: JSON.stringify(operation.body) } : {}),
  })
  const { status, headers } = response
  // What goes on until somebody hangs up has begun to answer: that is all that is asked.
  const goesOn = headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (goesOn) await response.body?.cancel()
  return { status, headers, text: goesOn ? '' : await response.text() }
}

const refusedKeys = [
  ['no key', undefined, 401, 'key_missing'],
  ['an empty key', 'Bearer ', 401, 'key_missing'],
  ['a key without its scheme', admin, 401, 'key_missing'],
  ['another scheme', `Basic ${Buffer.from(`:${admin}`).toString('base64')}`, 401, 'key_missing'],
  ['two keys', `Bearer ${admin} ${admin}`, 401, 'key_missing'],
  ['a key that was cut', `Bearer ${admin.slice(0, -1)}`, 401, 'key_missing'],
  ['a wrong checksum', `Bearer ${admin.slice(0, -1)}${admin.endsWith('0') ? '1' : '0'}`, 401, 'key_missing'],
  ['an unknown key', `Bearer ${unknown}`, 403, 'key_wrong'],
  ['a key of another making', 'Bearer sk-0123456789abcdef', 403, 'key_wrong'],
  ['a revoked key', `Bearer ${revoked}`, 403, 'key_wrong'],
  ['an expired key', `Bearer ${expired}`, 403, 'key_wrong'],
] as const

test('every operation states who may call it, and those that are open to everyone are known', () => {
  const open = operations.filter(({ role }) => role === null).map(({ name }) => name)
  expect(open.sort()).toEqual(['GET /', 'GET /healthz', 'GET /readyz'])
  for (const { role } of guarded) expect(roles).toContain(role)
  expect(guarded.length).toBeGreaterThan(20)
})

test('every line of the table of access is of a route that there is', () => {
  const named = operations.map(({ name }) => name.replaceAll(/\{(\w+)\}/g, ':$1'))
  expect(Object.keys(routeAccess).sort()).toEqual([...named, 'GET /openapi.json'].sort())
})

describe.each(guarded)('$name', (operation) => {
  const role = operation.role as string

  test('documents how it refuses', () => {
    expect(operation.statuses).toEqual(expect.arrayContaining(['401', '403', '429']))
  })

  test.each(refusedKeys)('refuses %s, and changes nothing', async (_, authorization, status, code) => {
    const before = api.rows()
    const answer = await send(operation, authorization)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toMatchObject({ status, code })
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null)
    expect(answer.text).not.toContain(marker)
    if (operation.method === 'GET') expect((await send(operation, authorization, 'HEAD')).status).toBe(status)
    expect(api.rows()).toEqual(before)
  })

  test.each(roles.filter((other) => ![role, 'admin', ...operation.otherRoles].includes(other)))(
    'refuses the role `%s`, and changes nothing',
    async (other) => {
      const before = api.rows()
      const { status, text } = await send(operation, `Bearer ${keyOf[other]}`)
      expect([status, JSON.parse(text).code]).toEqual([403, 'key_role'])
      expect(text).not.toContain(marker)
      expect(api.rows()).toEqual(before)
    },
  )

  test('knows nothing of this project to a key of another one, and changes nothing in it', async () => {
    const before = api.rows('default')
    const tellsOfAll = ['/metrics', '/audit/head'].includes(operation.path)
    for (const other of new Set([role, 'admin'])) {
      const { status, text } = await send(operation, `Bearer ${otherKeyOf[other]}`)
      // The message of a refusal may repeat the id that was sent.
      expect(text).not.toContain(marker)
      const names = /\{\w+\}|^\/traces$/.test(operation.path)
      if (tellsOfAll) expect([status, JSON.parse(text).code]).toEqual([403, 'key_role'])
      else if (names && text !== '[]') expect([status, text]).toEqual([404, expect.stringContaining('_unknown')])
      else expect(status).toBe(200)
      if (status === 200) expect(text).not.toMatch(new RegExp(`${session.id}|${traceId}`))
    }
    expect(api.rows('default')).toEqual(before)
  })
})

/** After all that was refused: some of it deletes what the others ask for. */
describe('with the right role', () => {
  const lastly = [...guarded].sort((one, other) => Number(one.method === 'DELETE') - Number(other.method === 'DELETE'))
  test.each(lastly)('$name lets in its roles and `admin`', async (operation) => {
    for (const role of new Set([operation.role as string, ...operation.otherRoles, 'admin']))
      expect([401, 403, 429]).not.toContain((await send(operation, `Bearer ${keyOf[role]}`)).status)
  })

  test('who did something is told by the id of the key, and an admin of another project is not among them', async () => {
    const { body } = await api.get<{ actor: string }[]>('/audit/logs', { authorization: `Bearer ${admin}` })
    const actors = new Set(body.map(({ actor }) => actor))
    expect([...actors].filter((actor) => actor.startsWith('key:')).length).toBeGreaterThan(0)
    const ids = (await api.store.keys.keys('default')).map(({ id }) => `key:${id}`)
    for (const actor of actors) expect(['system', 'anonymous', 'test', ...ids]).toContain(actor)
  })
})

describe('what is open to everyone', () => {
  test.each(['/', '/healthz', '/readyz', '/docs/', '/openapi.json'])(
    '%s needs no key, and a wrong one does no harm',
    async (path) => {
      for (const authorization of [undefined, `Bearer ${unknown}`, 'Bearer'])
        expect((await api.get(path, authorization === undefined ? {} : { authorization })).status).toBe(200)
    },
  )

  test('`/readyz` tells of rules and of the queue only to who may read them', async () => {
    const tells = async (key?: string) =>
      (await api.get<object>('/readyz', key === undefined ? {} : { authorization: `Bearer ${key}` })).body
    for (const key of [undefined, unknown, revoked, keyOf.ingest]) {
      expect(await tells(key)).toEqual({
        status: 'ok',
        store: { status: 'ok' },
        queue: { status: 'ok', waiting: null, dead: null },
        rule_set: { status: 'ok' },
      })
    }
    expect(await tells(keyOf.read)).toMatchObject({ queue: { waiting: expect.any(Number) }, rule_set: { notes: [] } })
    expect(await tells(otherKeyOf.read)).toMatchObject({ queue: { waiting: null }, rule_set: { notes: [] } })
  })
})

test('a route that nobody gave access to keeps the server from starting', async () => {
  const { 'GET /rules': line, ...others } = routeAccess
  const table = routeAccess as Record<string, typeof line>
  Reflect.deleteProperty(table, 'GET /rules')
  try {
    await expect(startApiUnderTest()).rejects.toThrow('nobody said who may call `GET /rules`')
  } finally {
    Object.assign(table, { 'GET /rules': line })
  }
  expect(Object.keys(others)).toHaveLength(Object.keys(routeAccess).length - 1)
})
