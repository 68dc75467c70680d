import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckedTrace } from '@agentsentry/contract'
import { AgentSentryClient } from '@agentsentry/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-explain-'))
const rules = `rules:
  - { name: stops, pattern: evil, decision: block, tests: { match: [evil], pass: [good] } }
  - { name: watches, pattern: evil, decision: ask, mode: shadow }
  - { name: says, pattern: bad word, type: nlp, on: [user] }
  - { name: anything, pattern: '[^a]', enabled: false }
`
let server: LiveServer
let client: AgentSentryClient
let blocked: CheckedTrace

beforeAll(async () => {
  server = await startLiveServer()
  client = new AgentSentryClient({ baseUrl: server.url })
  for (const { id } of await client.rules()) await client.deleteRule(id)
  await client.importRules(rules)
  const { id: session_id } = await client.createSession()
  blocked = await client.sendTrace({ session_id, role: 'tool', content: { tool: 'a\u001b[31m', args: { q: 'evil' } } })
})

afterAll(async () => {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('explain', () => {
  const env = () => ({ AGENTSENTRY_API_URL: server.url })

  test('says in words what became of every rule, and obeys nothing that an attacker wrote', async () => {
    const { code, stdout, stderr } = await runCommand(['explain', blocked.id], { env: env() })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Trace ${blocked.id} (tool_call of \`a\\u{1b}[31m\``)
    expect(stdout).toContain('Matched (1):\n  stops (regex, block) at /args/q [0, 4): `evil`\n')
    expect(stdout).toContain('in shadow (1):\n  watches (regex, ask) at /args/q [0, 4): `evil`\n')
    expect(stdout).toContain('Out of scope (1):\n  says: phase: ')
    expect(stdout).not.toContain('anything')
  })

  test('prints the answer of the API as JSON', async () => {
    const { stdout } = await runCommand(['explain', blocked.id, '--json', '--url', server.url])
    expect(JSON.parse(stdout)).toEqual(await client.explanation(blocked.id))
  })

  test('a trace that nobody recorded, or a server that is not there, is exit code 3', async () => {
    expect(await runCommand(['explain', 'unknown'], { env: env() })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there is no trace `unknown`'),
    })
    expect(await runCommand(['explain', blocked.id, '--url', 'http://127.0.0.1:1'])).toMatchObject({ code: 3 })
  })
})

describe('rules explain', () => {
  test('says of each rule of a document what runs it, what it looks for, and whether it is costly', async () => {
    const { code, stdout } = await runCommand(['rules', 'explain', write('rules.yaml', rules)])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^stops +enforce +(v8|re2js) +no +"evil"$/m)
    expect(stdout).toMatch(/^watches +shadow /m)
    expect(stdout).toMatch(/^says +enforce +phrases +no /m)
    expect(stdout).toMatch(/^anything +disabled +\S+ +yes/m)
    expect(stdout).toMatch(/^4 rules, 0 of them costly, \d+ warnings$/m)
  })

  test('takes the rules of a server where one is named', async () => {
    const { stdout } = await runCommand(['rules', 'explain', '--json', '--url', server.url])
    expect(JSON.parse(stdout)).toMatchObject({
      rules: [
        { rule: 'stops', type: 'regex', mode: 'enforce', enabled: true, costly: false },
        {},
        {},
        { costly: true },
      ],
      warnings: expect.any(Array),
    })
  })

  test('a document with faults is refused with all of them', async () => {
    const file = write('faulty.yaml', 'rules:\n  - {name: a, pattern: (}\n  - {name: b, pattern: x, tags: [nope]}\n')
    const { code, stderr } = await runCommand(['rules', 'explain', file])
    expect(code).toBe(3)
    expect(stderr).toMatch(/line 2: rule `a`: .*\n {2}line 3: rule `b`: `tags\.0`: `nope` is no known form/)
  })
})

describe('test, of rules that carry tests', () => {
  test('counts their examples', async () => {
    expect(await runCommand(['test', write('good.yaml', rules)])).toMatchObject({
      code: 0,
      stdout: '2 passed, 0 failed\n',
    })
  })

  test('shows what failed, and runs the cases of a file as well', async () => {
    write('bad.rules.yaml', rules.replace('match: [evil]', 'match: [evil, fine]'))
    const file = write(
      'cases.yaml',
      'rules: bad.rules.yaml\ncases: [{name: c, traces: [{role: user, content: {text: a}, expect: {decision: allow}}]}]',
    )
    const { code, stdout } = await runCommand(['test', file])
    expect(code).toBe(1)
    expect(stdout).toBe(
      `${file}: rule \`stops\`, tests/match/1\n  the example \`fine\` must match, but does not\n3 passed, 1 failed\n`,
    )
  })
})
