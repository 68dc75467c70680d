import type { AuditEntry, CheckedTrace, RuleDefinition, Trace } from '@agentsentry/contract'
import { type FrontDoor, formatRules, runCase } from '@agentsentry/engine'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readCaseFiles } from './case-files.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'

let server: LiveServer

beforeAll(async () => {
  // Cases say where in the content a rule matched, which is another place once that is masked.
  server = await startLiveServer({ env: { AGENTSENTRY_STORE_SECRETS: 'keep' } })
})

afterAll(async () => {
  await server.stop()
})

describe.each(await readCaseFiles())('$file', ({ rules, cases }) => {
  beforeAll(() => putInForce(rules))

  test.concurrent.each(cases)('$name', async (single) => {
    const { faults } = await runCase(httpDoor, rules, single)
    expect(faults).toEqual([])
  })
})

/** A session on the live server. The rules of the file are in force already, the same for all of its cases. */
const httpDoor: FrontDoor = {
  openSession: async () => {
    const { id: session_id } = await call<{ id: string }>('POST', '/sessions', {})
    return {
      check: async ({ role, content }) => {
        const checked = await call<CheckedTrace>('POST', '/traces', { session_id, role, content })
        const { id, decision, reasons, shadow } = checked
        const recorded = await call<Trace>('GET', `/traces/${id}`)
        return { decision, reasons, shadow, recorded: { ...recorded, audit: await auditActionsOf(recorded) } }
      },
    }
  },
}

async function putInForce(rules: readonly RuleDefinition[]): Promise<void> {
  for (const { id } of await call<{ id: number }[]>('GET', '/rules')) await call('DELETE', `/rules/${id}`)
  const outcome = await call('POST', '/rules/import', { yaml: formatRules(rules) })
  expect(outcome).toMatchObject({ created: rules.length })
}

/** Reads the log back to the time of the trace: an entry that is older cannot be about it. */
async function auditActionsOf({ id, created_at }: Trace): Promise<string[]> {
  const actions: string[] = []
  let path: string | null = '/audit/logs?target_type=trace&limit=200'
  while (path !== null) {
    const { body, next }: { body: AuditEntry[]; next: string | null } = await page<AuditEntry[]>(path)
    actions.push(...body.filter((entry) => entry.target_id === id).map(({ action }) => action))
    const oldest = body.at(-1)
    path = oldest !== undefined && oldest.created_at >= created_at ? next : null
  }
  return actions
}

async function page<Body>(path: string): Promise<{ body: Body; next: string | null }> {
  const response = await send('GET', path)
  const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1] ?? null
  return { body: (await response.json()) as Body, next }
}

async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
  return (await send(method, path, body)).json() as Promise<Body>
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const json = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await fetch(server.url + path, { method, ...json })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response
}
