import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckedTrace, Decision, RuleSetBundle } from '@agentsentry/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, clientOf } from '../apps/api/src/routes/api-under-test.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'

type Client = Omit<ApiUnderTest, 'stop'>

let folder: string
let servers: LiveServer[]
let one: Client
let other: Client

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentsentry-swap-'))
  const start = () => startLiveServer({ databasePath: join(folder, 'shared.db') })
  servers = [await start(), await start()]
  const [first, second] = servers.map(({ url }) => clientOf(url))
  one = first as Client
  other = second as Client
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  rmSync(folder, { recursive: true, force: true })
})

/** Which is in force in this process. Not by its readiness, which on a machine that stalls may say, and log, that it is slow. */
const ruleSetOf = async (client: Client) => (await client.get<RuleSetBundle>('/ruleset')).body.number

test('a rule that one process stores is in force in the other within a second', async () => {
  const session = await other.newSession()
  const says = (text: string) => other.check(session.id, 'user', { text })
  expect((await says('swap me')).decision).toBe('allow')
  await one.newRule({ name: 'swap', pattern: 'swap me', decision: 'block' })
  const storedMs = performance.now()
  expect((await one.check(session.id, 'user', { text: 'swap me' })).decision).toBe('block')
  for (;;) {
    // When it was sent: how long the answer took is not asked here.
    const sentMs = performance.now()
    if ((await says('swap me')).decision === 'block') break
    expect(sentMs - storedMs).toBeLessThan(1_000)
  }
})

test('while rules change under load, every verdict is that of the rule set that it names, in both processes', async () => {
  const rule = await one.newRule({ name: 'flip', pattern: 'flip me', decision: 'warn' })
  const decisionOf = new Map<number, Decision>([[await ruleSetOf(one), 'warn']])
  while ((await ruleSetOf(other)) !== (await ruleSetOf(one))) await new Promise((resolve) => setTimeout(resolve, 20))
  const judged: CheckedTrace[] = []
  const large = `flip me ${'a '.repeat(20_000)}`
  let isOver = false
  const load = async (client: Client, text: string) => {
    const session = await client.newSession()
    while (!isOver) judged.push(await client.check(session.id, 'user', { text }))
  }
  const loads = [one, other].flatMap((client) => ['flip me', 'flip me', large].map((text) => load(client, text)))
  for (let change = 0; change < 12; change++) {
    const decision = change % 2 === 0 ? ('block' as const) : ('warn' as const)
    await one.put(`/rules/${rule.id}`, { decision })
    decisionOf.set(await ruleSetOf(one), decision)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  isOver = true
  await Promise.all(loads)
  expect(judged.filter(({ rule_set, decision }) => decisionOf.get(rule_set) !== decision)).toEqual([])
  expect(new Set(judged.map(({ rule_set }) => rule_set)).size).toBeGreaterThan(6)
  expect(servers.map((server) => server.output()).join('')).not.toMatch(/"level":[56]0/)
})
