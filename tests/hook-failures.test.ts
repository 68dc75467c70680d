import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HookServer, startHookServer } from './hook-server.ts'

// Whatever goes wrong is a no, in a way that the agent takes for one. Codex, Gemini CLI and, without `onFailure`, Claude Code
// go on after any exit code but 2.

let hooks: HookServer
beforeAll(async () => {
  hooks = await startHookServer()
})
afterAll(() => hooks.stop())

const call = (args: unknown, session = 's') => ({
  session_id: session,
  cwd: '/home/ann/shop',
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_input: args,
})
const result = (tool_response: unknown) => ({
  ...call({ command: 'cat notes' }),
  hook_event_name: 'PostToolUse',
  tool_response,
})

const events: Readonly<Record<string, object>> = {
  claude: call({ command: 'ls' }),
  codex: call({ command: 'ls' }),
  gemini: { ...call({ command: 'ls' }), hook_event_name: 'BeforeTool' },
  cursor: { ...call({ command: 'ls' }), hook_event_name: 'preToolUse' },
}
const denials: Readonly<Record<string, object>> = {
  claude: { hookSpecificOutput: { permissionDecision: 'deny' } },
  codex: { hookSpecificOutput: { permissionDecision: 'deny' } },
  gemini: { decision: 'deny' },
  cursor: { permission: 'deny' },
}
const agents = Object.keys(events)

/** A server of HTTP that is not AgentSentry. */
async function serving(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

describe.each(agents)('%s', (agent) => {
  const event = events[agent]

  test('is told no where there is no server', async () => {
    const run = await hooks.hook(event, ['--agent', agent], { AGENTSENTRY_API_URL: 'http://127.0.0.1:1' })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(run.stdout)).toMatchObject(denials[agent] ?? {})
    expect(run.stdout).toContain('ECONNREFUSED')
  })

  test('goes on without a server where it is told to', async () => {
    const run = await hooks.hook(event, ['--agent', agent, '--on-unavailable', 'allow'], {
      AGENTSENTRY_API_URL: 'http://127.0.0.1:1',
    })
    expect(run).toMatchObject({ code: 0, stderr: '' })
    expect(run.stdout).not.toMatch(/deny|block|"continue":false/)
  })

  test.concurrent.each([
    ['nothing', ''],
    ['no JSON', '{"hook_event_name": "PreToolUse", "secret": "hunter2'],
    ['a list', '[]'],
    ['no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['an event without a name', '{}'],
    ['an event that nobody knows', '{"hook_event_name": "constructor"}'],
    ['a call without a tool', JSON.stringify({ ...event, tool_name: undefined })],
    ['a call of a tool that has no name', JSON.stringify({ ...event, tool_name: { evil: 1 } })],
    ['a call without arguments', JSON.stringify({ ...event, tool_input: undefined })],
    ['a result without a result', JSON.stringify({ ...result(undefined), hook_event_name: 'AfterTool' })],
  ])('is told no by the exit code after %s', async (_what, input) => {
    const run = await hooks.hook(input, ['--agent', agent, '--on-unavailable', 'allow'])
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^AgentSentry denied this: .+\n$/) })
    expect(run.stderr).not.toContain('hunter2')
  })
})

describe('a server', () => {
  test('that does not answer is given up in time', async () => {
    const { url, stop } = await serving(() => {})
    const asked = (policy: string) =>
      hooks.hook(call({ command: 'ls' }), ['--agent', 'codex', '--timeout-ms', '300', '--on-unavailable', policy], {
        AGENTSENTRY_API_URL: url,
      })
    const began = performance.now()
    expect((await asked('deny')).stdout).toContain('"permissionDecision":"deny"')
    expect((await asked('allow')).stdout).not.toContain('deny')
    expect(performance.now() - began).toBeLessThan(10_000)
    stop()
  })

  test.each([
    ['gives a decision that nobody knows', { id: 'x', decision: 'hold', reasons: [] }, 'unknown decision `hold`'],
    ['gives a decision called like a method', { id: 'x', decision: 'constructor', reasons: [] }, 'unknown decision'],
    ['gives no decision', { id: 'x', reasons: [] }, 'no verdict'],
    ['redacts and does not say what', { id: 'x', decision: 'redact', reasons: [], masked: 0, payload: {} }, 'redact'],
    [
      'gives the name of another tool',
      { id: 'x', decision: 'redact', reasons: [], masked: 1, payload: { tool: 'y', args: {} } },
      'redact',
    ],
  ])('that %s is a no', async (_what, verdict, why) => {
    const { url, stop } = await serving((_request, response) => response.end(JSON.stringify(verdict)))
    const run = await hooks.hook(call({ command: 'ls' }), ['--agent', 'claude'], { AGENTSENTRY_API_URL: url })
    stop()
    expect(JSON.parse(run.stdout)).toMatchObject(denials.claude ?? {})
    expect(run.stdout).toContain(why)
  })

  test('that refuses is a no, also where one that is not there would be passed over', async () => {
    const run = await hooks.hook(call({ command: 'x'.repeat(2 ** 21) }), [
      '--agent',
      'claude',
      '--on-unavailable',
      'allow',
    ])
    expect(JSON.parse(run.stdout)).toMatchObject(denials.claude ?? {})
    expect(run.stdout).toContain('413')
  })
})

describe('an event', () => {
  test('of 10 MB is answered, and a result that is too large to be judged is withheld', async () => {
    const run = await hooks.hook(result({ stdout: 'evil word '.repeat(2 ** 20), stderr: '' }), ['--agent', 'claude'])
    expect(run.code).toBe(0)
    expect(JSON.parse(run.stdout)).toMatchObject({
      decision: 'block',
      hookSpecificOutput: { updatedToolOutput: { stdout: '[withheld by AgentSentry]' } },
    })
    expect(run.stdout).not.toContain('evil')
  })

  test('of more than any agent sends is a no', async () => {
    const run = await hooks.hook(new Uint8Array(2 ** 25 + 1).fill(0x20), ['--agent', 'claude'])
    expect(run).toMatchObject({ code: 2, stdout: '' })
  })

  test('with more values than are judged is a no', async () => {
    const run = await hooks.hook(call({ list: Array.from({ length: 30_000 }, () => 0) }), ['--agent', 'claude'])
    expect(run.stdout).toContain('too deep or too large')
  })

  test('with `__proto__` and `constructor` for names is judged by what is in it', async () => {
    const evil = JSON.stringify(call(null)).replace('null', '{"__proto__": {"command": "evil"}, "constructor": "x"}')
    expect((await hooks.hook(evil, ['--agent', 'claude'])).stdout).toContain('`stops`')
    const tool = JSON.stringify({ ...call({}, 'another'), tool_name: '__proto__' })
    expect(await hooks.hook(tool, ['--agent', 'claude'])).toMatchObject({ code: 0, stdout: '{}\n' })
    const hidden = '{"__proto__": {"hook_event_name": "Stop"}}'
    expect(await hooks.hook(hidden, ['--agent', 'claude'])).toMatchObject({ code: 2 })
  })

  test('that obeys no terminal: control characters of a name come out as words', async () => {
    const run = await hooks.hook({ ...call({ x: 'evil' }), tool_name: 'a\u001b[2J' }, ['--agent', 'codex'])
    expect(run.stdout).toContain('a\\\\u{1b}[2J')
  })

  test('marked with a byte order mark is read', async () => {
    expect(await hooks.hook(`\uFEFF${JSON.stringify(call({ x: 'fine' }))}`, ['--agent', 'codex'])).toMatchObject({
      code: 0,
    })
  })
})

describe('the command', () => {
  test.each([
    ['no agent', []],
    ['an agent that is none', ['--agent', 'constructor']],
    ['a policy that is none', ['--agent', 'claude', '--on-unavailable', 'maybe']],
    ['an option that is none', ['--agent', 'claude', '--on-unavailible', 'allow']],
    ['a time that is none', ['--agent', 'claude', '--timeout-ms', 'soon']],
  ])('with %s says no to everything', async (_what, hookArguments) => {
    const run = await hooks.hook(call({ command: 'ls' }), hookArguments)
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('AgentSentry denied this: ') })
  })

  test('waits for no more input than its time allows', async () => {
    const { spawn } = await import('node:child_process')
    const { launcher } = await import('./hook-server.ts')
    const child = spawn(launcher[0], [launcher[1], 'hook', '--agent', 'claude', '--timeout-ms', '100'], {
      stdio: 'pipe',
    })
    const code = await new Promise((resolve) => child.on('exit', resolve))
    expect(code).toBe(2)
  })

  test('needs no folder to keep sessions in', async () => {
    const run = await hooks.hook(call({ command: 'evil' }), ['--agent', 'claude'], { XDG_STATE_HOME: '/proc/nowhere' })
    expect(run.stdout).toContain('`stops`')
  })
})
