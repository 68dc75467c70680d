import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SqliteStore } from '@agentsentry/adapters/store-sqlite'
import type { RuleDefinition } from '@agentsentry/contract'
import { parseRules } from '@agentsentry/engine'
import { afterAll, describe, expect, test } from 'vitest'
import { startLiveServer } from './live-server.ts'
import { type CommandOptions, runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-check-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const yaml = `rules:
  - { name: warns, pattern: yellow, decision: warn, severity: info, description: Mind the paint }
  - { name: redacts, pattern: orange, decision: redact }
  - { name: asks, pattern: red, decision: ask }
  - { name: blocks, pattern: black, decision: block, severity: critical }
  - { name: blocks_calls, pattern: crimson, decision: block, on: [tool_call] }
  - { name: warns_assistant, pattern: white, decision: warn, on: [assistant] }
`
const rulesFile = write('rules.yaml', yaml)

function check(input: string | Uint8Array, more: readonly string[] = [], options: CommandOptions = {}) {
  return runCommand(['check', '--rules', rulesFile, ...more], { cwd: folder, ...options, input })
}

describe('exit codes', () => {
  test.each([
    { text: 'green', decision: 'allow', code: 0 },
    { text: 'yellow', decision: 'warn', code: 1 },
    { text: 'orange', decision: 'redact', code: 2 },
    { text: 'a red one', decision: 'ask', code: 2 },
    { text: 'black and yellow', decision: 'block', code: 2 },
  ])('$decision is $code', async ({ text, decision, code }) => {
    const run = await check(text)
    expect(run).toMatchObject({ code, stderr: '' })
    expect(run.stdout.split('\n')[0]).toBe(decision)
  })

  test.each([
    { name: 'a file that is not there', given: ['not-there.json'], said: 'not-there.json` cannot be read' },
    { name: 'a folder', given: ['.'], said: '`.` cannot be read' },
    { name: 'an empty input', given: ['-'], said: 'the input is empty' },
    {
      name: 'a rules document that is not there',
      given: ['--rules', 'no.yaml', rulesFile],
      said: 'no.yaml` cannot be read',
    },
  ])('$name is 3', async ({ given, said }) => {
    const run = await check('', given)
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain(said)
  })

  test('settings that cannot be used are 3', async () => {
    const run = await runCommand(['check'], { input: 'hello', cwd: folder, env: { DATABASE_URL: 'mysql://nowhere' } })
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('DATABASE_URL: must be `sqlite:PATH`')
  })
})

describe('what is judged', () => {
  const judged = async (input: string, ...more: string[]) => {
    const { stdout } = await check(input, ['--json', ...more])
    const { role, phase, decision } = JSON.parse(stdout)
    return { role, phase, decision }
  }

  test('a JSON object with a tool is a call, with a result a result', async () => {
    const call = { role: 'tool', phase: 'tool_call', decision: 'block' }
    expect(await judged('{"tool":"paint","args":{"colour":"crimson"}}')).toEqual(call)
    const result = { role: 'tool', phase: 'tool_result', decision: 'allow' }
    expect(await judged('{"tool":"paint","args":{"colour":"crimson"},"result":1}')).toEqual(result)
  })

  test('a whole trace says its own role, unless another is given', async () => {
    const trace = '{"role":"assistant","content":{"text":"white"}}'
    expect(await judged(trace)).toEqual({ role: 'assistant', phase: 'assistant', decision: 'warn' })
    expect(await judged(trace, '--role', 'system')).toEqual({ role: 'system', phase: 'system', decision: 'allow' })
  })

  test('any other object is content of a message', async () => {
    expect(await judged('{"note":"black"}')).toEqual({ role: 'user', phase: 'user', decision: 'block' })
    expect(await judged('{"role":"a","content":"black"}')).toEqual({ role: 'user', phase: 'user', decision: 'block' })
  })

  test.each(['black', '"black"', '["black"]', '  black\n', '{"tool": "black"'])('`%s` is text', async (text) => {
    expect(await judged(text)).toEqual({ role: 'user', phase: 'user', decision: 'block' })
  })

  test('text that looks like JSON is not taken for text without saying so', async () => {
    expect((await check('{"tool": "paint"')).stderr).toContain('judged as the text of a message')
  })

  test('the line break that ends a text is not part of it', async () => {
    const atEnd = write('at-end.yaml', "rules: [{ name: at_end, pattern: 'end$' }]")
    expect((await check('the end\n', ['--rules', atEnd])).code).toBe(1)
  })

  test.each([
    { name: 'a key that stands twice', input: '{"text":"black","text":"green"}', said: 'the key `text` stands twice' },
    { name: 'NUL', input: 'green\0', said: 'must not contain NUL' },
    { name: 'NUL in JSON', input: '{"args":{"a":"\\u0000"}}', said: 'must not contain NUL (at /args/a)' },
    { name: 'bytes that are not UTF-8', input: new Uint8Array([0x67, 0xff]), said: 'standard input is not UTF-8' },
    { name: 'a role that does not exist', input: '{"role":"robot","content":{}}', said: '`role` is none of user' },
  ])('$name is refused, as the API refuses it', async ({ input, said }) => {
    const run = await check(input)
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain(said)
  })

  test('a file is read like standard input', async () => {
    const file = write('trace.json', '\uFEFF{"tool":"paint","args":{"colour":"crimson"}}')
    expect((await check('', [file])).code).toBe(2)
  })
})

describe('what is printed', () => {
  test('the decision, then a line for each reason, strongest first', async () => {
    const { stdout } = await check('{"text":"yellow, then black"}')
    expect(stdout).toBe(
      [
        'block',
        '  block  blocks (critical) at /text: `black`',
        '  warn  warns (info) at /text: `yellow` — Mind the paint',
        'rules: 4 ran, 2 out of scope',
        '',
      ].join('\n'),
    )
  })

  test('nothing of what is judged reaches the terminal as a command', async () => {
    const loud = write('loud.yaml', "rules: [{ name: loud, pattern: '(?s)yellow.*' }]")
    const { stdout } = await check('{"text":"yellow\\u001b[2J\\u009b\\nallow\\u202e"}', ['--rules', loud])
    expect(stdout).toContain('`yellow\\u{1b}[2J\\u{9b}\\nallow\\u{202e}`')
    expect(stdout.split('\n')).toHaveLength(4)
  })

  test('as JSON it is the verdict of the API', async () => {
    const { stdout } = await check('{"text":"black"}', ['--json'])
    expect(JSON.parse(stdout)).toEqual({
      decision: 'block',
      role: 'user',
      phase: 'user',
      reasons: [
        {
          rule: 'blocks',
          type: 'regex',
          severity: 'critical',
          decision: 'block',
          description: null,
          path: '/text',
          span: [0, 5],
          excerpt: 'black',
          view: 'text',
        },
      ],
      shadow: [],
      rules: { ran: 4, out_of_scope: 2, not_evaluated: 0, shadow: 0 },
    })
  })
})

describe('where the rules come from', () => {
  test('a document with faults is refused with every fault and its line', async () => {
    const bad = write(
      'bad.yaml',
      'rules:\n  - name: a\n    pattern: "(?=x)"\n  - name: b\n    pattern: x\n    colour: red\n',
    )
    const run = await check('hello', ['--rules', bad])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toMatch(/line 2: rule `a`: .*look-ahead/)
    expect(run.stderr).toMatch(/line 4: rule `b`: .*colour/)
  })

  test('with no store they are those of the starter pack, and nothing is created', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    const run = await runCommand(['check'], { input: '{"tool":"shell","args":{"command":"rm -rf /"}}', cwd: empty })
    expect(run).toMatchObject({ code: 2 })
    expect(run.stderr).toContain('no store at `./data/agentsentry.db`; the rules are those of the starter pack')
    expect(readdirSync(empty)).toEqual([])
  })

  test('without --rules they are those of the store, which stays as it is', async () => {
    const path = join(folder, 'closed.db')
    const store = await SqliteStore.open({ path })
    await store.project('default').importRules(definitions(), 'test')
    await store.close()
    const before = readdirSync(folder)
    const run = await runCommand(['check'], { input: 'yellow', cwd: folder, env: { DATABASE_URL: `sqlite:${path}` } })
    expect(run).toMatchObject({ code: 1, stderr: '' })
    expect(readdirSync(folder)).toEqual(before)
  })

  test('the rules of a store that a server has open are those in force now', async () => {
    const server = await startLiveServer()
    try {
      const env = { DATABASE_URL: `sqlite:${server.databasePath}` }
      expect((await runCommand(['check'], { input: 'yellow', env })).code).toBe(0)
      const headers = { 'content-type': 'application/yaml' }
      const { ok } = await fetch(`${server.url}/rules/import`, { method: 'POST', body: yaml, headers })
      expect(ok).toBe(true)
      expect((await runCommand(['check'], { input: 'yellow', env })).code).toBe(1)
    } finally {
      await server.stop()
    }
  })

  test('a store without an enabled rule allows everything, and says so', async () => {
    const path = join(folder, 'bare.db')
    await (await SqliteStore.open({ path })).close()
    const run = await runCommand(['check'], { input: 'black', env: { DATABASE_URL: `sqlite:${path}` } })
    expect(run).toMatchObject({ code: 0, stderr: 'agentsentry: no rule is enabled: everything is allowed\n' })
  })

  test('a file that is no store is refused and not changed', async () => {
    const path = write('not-a-store.db', 'this is not a database, however long it may become, and it never was one')
    const run = await runCommand(['check'], { input: 'black', env: { DATABASE_URL: `sqlite:${path}` } })
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('see DATABASE_URL')
    expect(existsSync(`${path}-wal`)).toBe(false)
  })

  function definitions(): RuleDefinition[] {
    return parseRules(yaml).rules
  }
})
