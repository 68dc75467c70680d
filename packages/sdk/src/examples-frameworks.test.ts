import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { runExample } from '../testing/run-example.ts'
import { runSnippet } from '../testing/run-snippet.ts'
import { deadAddress, startScriptedServer, verdict } from '../testing/scripted-server.ts'

const claudeCode = resolve(import.meta.dirname, '../testing/claude-code-program.ts')
const agents = ['ai-sdk-agent.ts', 'mastra-agent.ts', 'langchain-agent.ts', 'openai-agents-agent.ts']

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
})
afterAll(() => server.stop())

describe.each(agents)('%s', (example) => {
  it('shows that the blocked command never reached the tool, and that the model knows why', async () => {
    const { code, output } = await runExample(example, server.url)
    expect(output).toContain('checked: the shell')
    expect(output).toContain('checked: the model was told which rule stopped it')
    expect(output).toContain('I was not allowed to clean up.')
    expect(output).not.toContain('VIOLATED')
    expect(code).toBe(0)
  })

  it('fails when the command reaches the tool', async () => {
    const lenient = await startScriptedServer(({ url }) =>
      url === '/traces' ? verdict('allow') : { body: { id: 's' } },
    )
    const { code, output } = await runExample(example, lenient.url)
    await lenient.stop()
    expect(output).toContain('VIOLATED: the shell')
    expect(code).toBe(1)
  })
})

describe('claude-agent-hooks.ts', () => {
  it('shows what Claude Code was not allowed to do', async () => {
    const { code, output } = await runExample('claude-agent-hooks.ts', server.url, { CLAUDE_CODE_PATH: claudeCode })
    expect(output).toContain('Bash: {"command":"rm -rf nothing-there"}')
    expect(output).toMatch(/stopped: .*no_shell_rm_rf/)
    expect(output).toContain('I was not allowed to clean up.')
    expect(code).toBe(0)
  })

  it('says that Claude Code is missing where it is', async () => {
    const { code, output } = await runExample('claude-agent-hooks.ts', server.url, {
      CLAUDE_CODE_PATH: '/no/such/program',
    })
    expect(output).toContain('CLAUDE_CODE_PATH')
    expect(output).not.toMatch(/\n +at /)
    expect(code).toBe(1)
  })
})

it.each([...agents, 'claude-agent-hooks.ts'])('%s says clearly that no server is there, and fails', async (example) => {
  const url = await deadAddress()
  const { code, output } = await runExample(example, url, { CLAUDE_CODE_PATH: claudeCode })
  expect(output).toContain(url)
  expect(output).toContain('npm start')
  expect(output).not.toMatch(/\n +at /)
  expect(code).toBe(1)
})

/** What agents of the AI SDK and of Mastra are asked to use. */
const mockModel = `
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } }
  const calls = ['ls', 'rm -rf /']
  const ran = []
  const run = async ({ command }) => ran.push(command)
  export const model = new MockLanguageModelV4({
    doGenerate: async () => {
      const command = calls.shift()
      const text = 'ran ' + ran
      if (command === undefined)
        return { content: [{ type: 'text', text }], finishReason: { unified: 'stop' }, usage, warnings: [] }
      const call = { type: 'tool-call', toolCallId: command, toolName: 'shell', input: JSON.stringify({ command }) }
      return { content: [call], finishReason: { unified: 'tool-calls' }, usage, warnings: [] }
    },
  })
`

describe('the code that a page shows', () => {
  it('guards an agent of the AI SDK', async () => {
    const agent = `import { jsonSchema, tool } from 'ai'
      import { MockLanguageModelV4 } from 'ai/test'
      ${mockModel}
      export const tools = { shell: tool({ inputSchema: jsonSchema({ type: 'object' }), execute: run }) }`
    expect(await runSnippet('ai-sdk.md', { url: server.url, files: { 'my-agent.ts': agent } })).toBe('ran ls\n')
  })

  it('guards a Mastra agent', async () => {
    const agent = `import { createTool } from '@mastra/core/tools'
      import { MockLanguageModelV4 } from 'ai/test'
      import { z } from 'zod'
      ${mockModel}
      const inputSchema = z.object({ command: z.string() })
      export const tools = { shell: createTool({ id: 'shell', description: 'runs', inputSchema, execute: run }) }`
    expect(await runSnippet('mastra.md', { url: server.url, files: { 'my-agent.ts': agent } })).toBe('ran ls\n')
  })

  it('guards a LangChain agent', async () => {
    const agent = `import { AIMessage, fakeModel, tool } from 'langchain'
      const ran = []
      const schema = { type: 'object', properties: { command: { type: 'string' } } }
      export const tools = [tool(({ command }) => ran.push(command), { name: 'shell', description: 'runs', schema })]
      const call = (command) => new AIMessage({ content: '', tool_calls: [{ id: command, name: 'shell', args: { command } }] })
      export const model = fakeModel().respond(call('ls')).respond(call('rm -rf /')).respond(() => new AIMessage('ran ' + ran))`
    expect(await runSnippet('langchain.md', { url: server.url, files: { 'my-agent.ts': agent } })).toBe('ran ls\n')
  })

  it('guards an agent of OpenAI Agents', async () => {
    const agent = `import { assistantMessage, functionCall, modelResponder, modelResponse, ScriptedModel } from '@openai/agents/testing'
      const ran = []
      export const execute = ({ command }) => 'ran ' + ran.push(command)
      const call = (command) => modelResponse([functionCall('shell', { command }, { callId: command })])
      const last = modelResponder(() => [assistantMessage('ran ' + ran)])
      export const model = new ScriptedModel([call('ls'), call('rm -rf /'), last])`
    expect(await runSnippet('openai-agents.md', { url: server.url, files: { 'my-agent.ts': agent } })).toBe('ran ls\n')
  })

  it('guards Claude Code', async () => {
    const files = { 'my-agent.ts': `export const pathToClaudeCodeExecutable = ${JSON.stringify(claudeCode)}` }
    expect(await runSnippet('claude-agent-sdk.md', { url: server.url, files })).toBe(
      'I looked around. I was not allowed to clean up.\n',
    )
  })
})
