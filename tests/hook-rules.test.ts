import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AgentSentryClient } from '@agentsentry/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readCaseFiles } from './case-files.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { root } from './run-command.ts'

// The rules for coding agents beside the starter pack, as a store has them after an import.

const cases = (await readCaseFiles()).find(({ file }) => file === 'rules/coding-agent.cases.yaml')?.cases ?? []
const daily = cases.filter(({ name }) => name.startsWith('daily work passes'))

let server: LiveServer
let client: AgentSentryClient
beforeAll(async () => {
  server = await startLiveServer()
  client = new AgentSentryClient({ baseUrl: server.url })
})
afterAll(() => server.stop())

test('an import adds to the starter pack and replaces one of its rules', async () => {
  const before = await client.rules()
  const imported = await client.importRules(readFileSync(join(root, 'rules/coding-agent.yaml'), 'utf8'))
  expect(imported).toMatchObject({ updated: 1, errors: [] })
  expect(await client.rules()).toHaveLength(before.length + imported.created)
})

test('with both packs nothing of the daily work is asked about or stopped', async () => {
  expect(daily.length).toBeGreaterThan(40)
  const { id: session_id } = await client.createSession()
  const stopped: string[] = []
  for (const { name, traces } of daily)
    for (const { role, content } of traces) {
      const { decision, reasons } = await client.sendTrace({ session_id, role, content })
      if (decision !== 'allow' && decision !== 'warn') stopped.push(`${name}: ${reasons.map(({ rule }) => rule)}`)
    }
  expect(stopped).toEqual([])
})
