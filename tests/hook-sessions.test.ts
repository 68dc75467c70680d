import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HookServer, startHookServer } from './hook-server.ts'

// Every event comes in a process of its own; what belongs together is one session on the server.

let hooks: HookServer
beforeAll(async () => {
  hooks = await startHookServer()
})
afterAll(() => hooks.stop())

const say = (session_id: string, prompt = 'fine', agent = 'claude') =>
  hooks.hook({ session_id, cwd: '/home/ann/shop', hook_event_name: 'UserPromptSubmit', prompt }, ['--agent', agent])
const sessions = async () => (await hooks.client.sessions({ limit: 200 })).items
const folder = () => join(hooks.stateHome, 'agentsentry/sessions')

test('a session begun by many events at once is one, and holds them all', async () => {
  const runs = await Promise.all(Array.from({ length: 12 }, () => say('parallel')))
  expect(runs.map(({ code, stdout }) => [code, stdout])).toEqual(runs.map(() => [0, '{}\n']))
  expect(await sessions()).toMatchObject([
    { title: 'claude-code in /home/ann/shop', agent: 'claude-code', tags: ['coding-agent'], traces: 12 },
  ])
  expect(readdirSync(folder())).toHaveLength(1)
})

test('the same id of another agent, or another id, is another session', async () => {
  const before = (await sessions()).length
  await say('parallel', 'fine', 'codex')
  await say('parallel-2')
  await say('parallel-2')
  expect((await sessions()).length).toBe(before + 2)
})

test('events without an id of a session are recorded each in its own', async () => {
  const before = (await sessions()).length
  const kept = readdirSync(folder()).length
  await say('')
  await say('')
  expect((await sessions()).length).toBe(before + 2)
  expect(readdirSync(folder())).toHaveLength(kept)
})

test('a session that the server has no more is opened anew', async () => {
  await say('gone')
  const [gone] = await sessions()
  await hooks.client.deleteSession(gone?.id ?? '')
  expect(await say('gone', 'evil')).toMatchObject({ code: 0, stdout: expect.stringContaining('`stops`') })
  expect((await sessions())[0]).toMatchObject({ traces: 1, worst_decision: 'block' })
})

test('what is kept belongs to its user alone', async () => {
  const mode = (path: string) => statSync(path).mode & 0o777
  expect(mode(join(hooks.stateHome, 'agentsentry'))).toBe(0o700)
  expect(mode(folder())).toBe(0o700)
  for (const name of readdirSync(folder())) expect(mode(join(folder(), name))).toBe(0o600)
})

test('what is no id is not sent, and a lock that was left behind holds up nobody', async () => {
  await say('damaged')
  for (const name of readdirSync(folder())) writeFileSync(join(folder(), name), '../../evil\n')
  const before = (await sessions()).length
  for (const name of readdirSync(folder())) {
    const lock = join(folder(), `${name}.lock`)
    mkdirSync(lock)
    utimesSync(lock, new Date(0), new Date(0))
  }
  expect(await say('damaged')).toMatchObject({ code: 0, stdout: '{}\n' })
  expect((await sessions()).length).toBe(before + 1)
})

test('old sessions are forgotten, and never more kept than a thousand', async () => {
  const old = join(folder(), 'old')
  writeFileSync(old, 'x')
  utimesSync(old, new Date(0), new Date(0))
  for (let index = 0; index < 1_100; index += 1) writeFileSync(join(folder(), `many-${index}`), 'x')
  await say('one more')
  expect(existsSync(old)).toBe(false)
  expect(readdirSync(folder()).filter((name) => !name.endsWith('.lock')).length).toBeLessThanOrEqual(1_000)
})
