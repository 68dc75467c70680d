import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { runExample } from '../testing/run-example.ts'
import { deadAddress, startScriptedServer, verdict } from '../testing/scripted-server.ts'
import { AgentSentryClient, type Content, Tracer } from './index.ts'

const root = resolve(import.meta.dirname, '../../..')

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
})
afterAll(() => server.stop())

it('send-trace prints id, decision and reasons of each step', async () => {
  const { code, output } = await runExample('send-trace.ts', server.url)
  expect(output).toMatch(
    /^session [0-9a-f-]{36}\nuser +[0-9a-f-]{36} {2}allow\nassistant .*\ntool_call .*\ntool_result .*\n$/,
  )
  expect(code).toBe(0)
  const { items } = await new AgentSentryClient({ baseUrl: server.url }).sessions({ agent: 'example-support' })
  expect(items).toHaveLength(1)
})

it('policy-demo shows that the blocked command never reached the tool', async () => {
  const { code, output } = await runExample('policy-demo.ts', server.url)
  expect(output).toContain('checked: the shell never got the command')
  expect(output).toContain('block by `no_shell_rm_rf`')
  expect(output).not.toContain('VIOLATED')
  expect(code).toBe(0)
})

it('policy-demo draws a warning from the starter rules for what looks like a secret', async () => {
  expect((await runExample('policy-demo.ts', server.url)).output).toContain('checked: AgentSentry warned')
})

it('policy-demo fails when the command reaches the tool', async () => {
  const lenient = await startScriptedServer(({ url }) => (url === '/traces' ? verdict('allow') : { body: { id: 's' } }))
  const { code, output } = await runExample('policy-demo.ts', lenient.url)
  await lenient.stop()
  expect(output).toContain('VIOLATED: the shell never got the command')
  expect(code).toBe(1)
})

it.each(['send-trace.ts', 'policy-demo.ts'])('%s says clearly that no server is there, and fails', async (example) => {
  const url = await deadAddress()
  const { code, output } = await runExample(example, url)
  expect(output).toContain(url)
  expect(output).toContain('npm start')
  expect(output).not.toMatch(/\n +at /)
  expect(code).toBe(1)
})

describe('sessions.jsonl', () => {
  const index = z.number().int().min(0)
  const sessionSchema = z.strictObject({
    id: z.string(),
    source: z.string(),
    label: z.enum(['benign', 'attack_success', 'attack_failed', 'attack_unseen']),
    traces: z.array(
      z.strictObject({
        role: z.enum(['system', 'user', 'assistant', 'tool']),
        content: z.union([
          z.strictObject({ text: z.string() }),
          z.strictObject({ tool: z.string(), args: z.record(z.string(), z.unknown()), result: z.unknown() }),
        ]),
        turn: index,
      }),
    ),
    meta: z.strictObject({ injection_at: index.nullable(), bad_calls: z.array(index) }),
  })
  const lines = readFileSync(join(root, 'examples/sessions.jsonl'), 'utf8').trimEnd().split('\n')
  const sessions = lines.map((line) => sessionSchema.parse(JSON.parse(line)))

  it('has every label, and meta that agrees with it', () => {
    expect(new Set(sessions.map(({ label }) => label)).size).toBe(4)
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length)
    for (const { id, label, traces, meta } of sessions) {
      const planted = meta.injection_at
      expect(planted !== null, id).toBe(label === 'attack_success' || label === 'attack_failed')
      expect(meta.bad_calls.length > 0, id).toBe(label === 'attack_success')
      for (const at of [...meta.bad_calls, ...(planted === null ? [] : [planted])])
        expect(traces[at]?.role, id).toBe('tool')
      for (const call of meta.bad_calls) expect(call, id).toBeGreaterThan(planted ?? 0)
    }
  })

  it('under the starter rules, one attack is stopped in time, others are not, and nothing benign is stopped', async () => {
    const client = new AgentSentryClient({ baseUrl: server.url })
    const stopped: Record<string, number[]> = {}
    for (const { id, traces } of sessions) {
      const tracer = new Tracer(client, { session: { title: id } })
      stopped[id] = []
      for (const [at, { role, content }] of traces.entries()) {
        const call: Content = { ...content }
        delete call.result
        const decisions = [(await tracer.send(role, call)).decision]
        if (role === 'tool') decisions.push((await tracer.send(role, content)).decision)
        if (decisions.includes('block') || decisions.includes('ask')) stopped[id].push(at)
      }
    }
    expect(stopped['example/coder/readme-that-cleans-up']).toContain(5)
    for (const { id, label } of sessions) if (label === 'benign') expect(stopped[id], id).toEqual([])
    const attacks = sessions.filter(({ label }) => label === 'attack_success')
    expect(attacks.some(({ id }) => stopped[id]?.length === 0)).toBe(true)
  })
})
