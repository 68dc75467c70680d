import type { Trace } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, startApiUnderTest } from '../api-under-test.ts'

let api: ApiUnderTest
const made: { id: string; session_id: string; created_at: string }[] = []
beforeAll(async () => {
  api = await startApiUnderTest()
  const sessions = [await api.newSession(), await api.newSession()]
  for (let at = 0; at < 9; at++) {
    const id = sessions[at % 2]?.id as string
    const args = at % 3 === 0 ? 'drop table users' : 'select 1'
    made.push(at < 6 ? await api.check(id, 'tool', { tool: 'sql', args }) : await api.check(id, 'user', { text: 'hi' }))
  }
})
afterAll(() => api.stop())

const idsOf = (body: Trace[]) => body.map(({ id }) => id)
const madeWhere = (matches: (at: number) => boolean) =>
  made.flatMap(({ id }, at) => (matches(at) ? [id] : [])).reverse()

test('traces of all sessions come page by page, newest first, each once', async () => {
  const seen: string[] = []
  for (let path: string | undefined = '/traces?limit=4'; path !== undefined; ) {
    const { body, headers }: { body: Trace[]; headers: Headers } = await api.get<Trace[]>(path)
    seen.push(...idsOf(body))
    path = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
  }
  expect(seen).toEqual(madeWhere(() => true))
})

test('they are found by decision, phase, tool, rule and session', async () => {
  const find = async (query: string) => idsOf((await api.get<Trace[]>(`/traces?${query}`)).body)
  expect(await find('decision=block')).toEqual(madeWhere((at) => at === 0 || at === 3))
  expect(await find('phase=user')).toEqual(madeWhere((at) => at >= 6))
  expect(await find('tool=sql')).toEqual(madeWhere((at) => at < 6))
  expect(await find('tool=sq')).toEqual([])
  expect(await find('rule=no_dropping&tool=sql')).toEqual(madeWhere((at) => at === 0 || at === 3))
  expect(await find(`session_id=${made[1]?.session_id}`)).toEqual(madeWhere((at) => at % 2 === 1))
  expect(await find('session_id=nobody')).toEqual([])
  expect(await find(`to=${made[0]?.created_at}`)).toEqual([])
  expect(await find(`from=${made[0]?.created_at}`)).toEqual(madeWhere(() => true))
})

test('each comes as it is read alone, but for its neighbours', async () => {
  const [newest] = (await api.get<Trace[]>('/traces?limit=1')).body
  expect((await api.get(`/traces/${newest?.id}`)).body).toEqual({
    ...newest,
    previous_id: made[6]?.id,
    next_id: null,
  })
})

test.each(['decision=no', 'phase=no', 'limit=0', 'cursor=no', 'from=no', `tool=${'x'.repeat(201)}`])(
  '%s is refused',
  async (query) => {
    expect((await api.get(`/traces?${query}`)).status).toBe(422)
  },
)
