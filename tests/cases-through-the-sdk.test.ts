import { type FrontDoor, formatRules, runCase } from '@agentsentry/engine'
import { AgentSentryClient } from '@agentsentry/sdk'
import { type Disagreement, LocalTracer } from '@agentsentry/sdk/local'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCaseFiles } from './case-files.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'

// Each step is judged in this process, recorded behind that, and judged by the server once more: all three must agree.

let server: LiveServer
let client: AgentSentryClient
beforeAll(async () => {
  // Cases say where in the content a rule matched, which is another place once that is masked.
  server = await startLiveServer({ env: { AGENTSENTRY_STORE_SECRETS: 'keep' } })
  client = new AgentSentryClient({ baseUrl: server.url, timeoutMs: 20_000 })
})
afterAll(() => server.stop())

const disagreements: Disagreement[] = []

describe.each(await readCaseFiles())('$file', ({ rules, cases }) => {
  let first: LocalTracer
  beforeAll(async () => {
    for (const { id } of await client.rules()) await client.deleteRule(id)
    await client.importRules(formatRules(rules))
    // A machine that is busy must not make the server judge in place of this process.
    first = await LocalTracer.open(client, { judgeMs: 10_000, onDisagreement: (found) => disagreements.push(found) })
  })

  /** A session of its own; the rules of the file are in force already. */
  const localDoor: FrontDoor = {
    openSession: async () => {
      const tracer = await first.forSession()
      return {
        check: async ({ role, content }) => {
          const { decision, reasons, shadow, rule_set } = await tracer.send(role, content)
          expect(rule_set).toBe(tracer.status.ruleSet?.number)
          return { decision, reasons, shadow }
        },
      }
    },
  }

  test.concurrent.each(cases)('$name', async (single) => {
    expect(await runCase(localDoor, rules, single)).toEqual({ name: single.name, faults: [] })
  })

  afterAll(async () => {
    expect(await first.close()).toBe(true)
    const steps = cases.reduce((count, { traces }) => count + traces.length, 0)
    expect(first.status).toMatchObject({ recorded: steps, disagreed: 0, refused: 0, dropped: 0, waiting: 0 })
    expect(disagreements).toEqual([])
  })
})
