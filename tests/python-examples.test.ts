import { join } from 'node:path'
import { AgentSentryClient } from '@agentsentry/sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deadAddress, startScriptedServer, verdict } from '../packages/sdk/testing/scripted-server.ts'
import { type LiveServer, startLiveServer } from './live-server.ts'
import { type OllamaOptions, type OllamaServer, startOllama } from './ollama-server.ts'
import { installPythonEnvironment, python } from './python-environment.ts'
import { root, runCommand } from './run-command.ts'

// The examples in Python, as a reader runs them.
const missing = installPythonEnvironment()
const skips = missing !== null && process.env.CI !== 'true'
const name = skips ? `examples in Python (${missing})` : 'examples in Python'

describe.skipIf(skips)(name, () => {
  let server: LiveServer
  let client: AgentSentryClient
  let ollama: OllamaServer | undefined
  beforeAll(async () => {
    server = await startLiveServer()
    client = new AgentSentryClient({ baseUrl: server.url })
    await client.createRule({ name: 'no_mayflies', pattern: 'mayfly', decision: 'block' })
    await client.createRule({ name: 'redact_phone', pattern: '555-\\d+', decision: 'redact' })
  })
  afterAll(() => server.stop())
  afterEach(async () => {
    await ollama?.stop()
    ollama = undefined
  })

  function run(
    example: string,
    env: Record<string, string> = {},
    parameters: readonly string[] = [],
    program: [string, ...string[]] = [python],
  ) {
    const own = { PYTHONPATH: join(root, 'python/src'), AGENTSENTRY_API_URL: server.url, PYTHONWARNINGS: 'error' }
    return runCommand([join('examples', example), ...parameters], { program, env: { ...own, ...env } })
  }

  test('send_trace prints id, decision and reasons of each step', async () => {
    const { code, stdout, stderr } = await run('send_trace.py')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^session [0-9a-f-]{36}\nuser +[0-9a-f-]{36} {2}allow\nassistant .*\ntool_call .*\ntool_result .*\n$/,
    )
  })

  test('policy_demo shows that the blocked command never reached the tool', async () => {
    const { code, stdout, stderr } = await run('policy_demo.py')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('checked: AgentSentry warned')
    expect(stdout).toContain('checked: the shell never got the command')
    expect(stdout).toContain('block by `no_shell_rm_rf`')
    expect(stdout).not.toContain('VIOLATED')
  })

  test('policy_demo fails when the command reaches the tool', async () => {
    const lenient = await startScriptedServer(({ url }) =>
      url === '/traces' ? verdict('allow') : { body: { id: 's' } },
    )
    const { code, stdout } = await run('policy_demo.py', { AGENTSENTRY_API_URL: lenient.url })
    await lenient.stop()
    expect(stdout).toContain('VIOLATED: the shell never got the command')
    expect(code).toBe(1)
  })

  test('langchain_agent shows an agent whose blocked call does not run', async () => {
    const { code, stdout, stderr } = await run('langchain_agent.py', { PYTHONWARNINGS: 'ignore' })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('did not let this pass (block by no_shell_rm_rf)')
    expect(stdout).toContain('I looked around, and was not let clean up.')
  })

  test('langchain_agent says what is missing', async () => {
    // Without the packages that are installed.
    const { code, stderr } = await run('langchain_agent.py', {}, [], [python, '-I', '-S'])
    expect(code).toBe(1)
    expect(stderr).toContain('pip install "./python[langchain]"')
  })

  test.each(['send_trace.py', 'policy_demo.py', 'langchain_agent.py'])(
    '%s says clearly that no server is there, and fails',
    async (example) => {
      const env = { AGENTSENTRY_API_URL: await deadAddress(), PYTHONWARNINGS: 'ignore' }
      const { code, stderr } = await run(example, env)
      expect(code).toBe(1)
      expect(stderr).toContain('Start it with `npm start`')
      expect(stderr).not.toContain('Traceback')
    },
  )

  async function withOllama(options: OllamaOptions, env: Record<string, string> = {}, question: string[] = []) {
    ollama = await startOllama(options)
    return run('ollama_demo.py', { OLLAMA_HOST: ollama.url, ...env }, question)
  }
  const paths = () => ollama?.calls.map(({ path }) => path)

  test('ollama_demo asks the first model by `/api/chat`, and has its reply judged', async () => {
    const { code, stdout, stderr } = await withOllama({ models: ['tiny:1b', 'big:70b'], reply: 'Never tell it.' })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^model tiny:1b\nsession [0-9a-f-]{36}\nquestion: \w+\n/)
    expect(stdout).toContain('reply: allow\n  Never tell it.\n')
    expect(paths()).toEqual(['/api/tags', '/api/chat'])
    const [session] = (await client.sessions({ agent: 'example-ollama' })).items
    const { items } = await client.traces(session?.id ?? '', { order: 'asc' })
    expect(items.map(({ phase }) => phase)).toEqual(['user', 'assistant'])
  })

  test('ollama_demo asks a build that does not know `/api/chat` by `/api/generate`', async () => {
    const { code, stdout } = await withOllama({ models: ['old'], reply: 'I am old.', chats: false })
    expect(stdout).toContain('I am old.')
    expect([code, paths()]).toEqual([0, ['/api/tags', '/api/chat', '/api/generate']])
  })

  test('ollama_demo does not print a reply that is blocked, but why it was', async () => {
    const { stdout } = await withOllama({ models: ['m'], reply: 'A mayfly lives for a day, and all is well.' })
    expect(stdout).toMatch(/reply: block\n {2}no_mayflies: mayfly\n {2}withheld\n/)
    expect(stdout).not.toContain('all is well')
  })

  test('ollama_demo sends and prints what rules leave', async () => {
    const { stdout } = await withOllama({ models: ['m'], reply: 'It is 555-99.' }, {}, ['who has 555-1234?'])
    expect(stdout).toContain('It is [masked:redact_phone].')
    expect(JSON.stringify(ollama?.calls)).not.toContain('555-1234')
  })

  test('ollama_demo sends no model a question that is blocked', async () => {
    const { stdout } = await withOllama({ models: ['m'] }, {}, ['what is a mayfly?'])
    expect(stdout).toContain('question: block')
    expect(paths()).toEqual(['/api/tags'])
  })

  test('ollama_demo says what is missing: a model, that model, Ollama, AgentSentry', async () => {
    expect(await withOllama({})).toMatchObject({ code: 1, stderr: expect.stringContaining('has no model. Fetch one') })
    await ollama?.stop()
    const other = await withOllama({ models: ['a', 'b:latest'] }, { OLLAMA_MODEL: 'c' })
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('has no `c`, but a, b:latest. Fetch one') })
    const gone = await run('ollama_demo.py', { OLLAMA_HOST: '127.0.0.1:1' })
    expect(gone).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not there. Start it with `ollama serve`'),
    })
    const alone = await run('ollama_demo.py', {
      OLLAMA_HOST: ollama?.url ?? '',
      AGENTSENTRY_API_URL: await deadAddress(),
    })
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('Start it with `npm start`') })
  })
})
