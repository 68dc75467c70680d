import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { runSnippet } from '../testing/run-snippet.ts'
import { deadAddress, startScriptedServer, verdict } from '../testing/scripted-server.ts'

const root = resolve(import.meta.dirname, '../../..')

function run(example: string, url: string): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const env = { PATH: process.env.PATH, AGENTSENTRY_API_URL: url }
    const child = execFile(process.execPath, [join('examples', example)], { cwd: root, env }, (_, stdout, stderr) => {
      done({ code: child.exitCode ?? -1, output: stdout + stderr })
    })
  })
}

let server: LiveServer
beforeAll(async () => {
  server = await startLiveServer()
})
afterAll(() => server.stop())

describe.each(['ai-sdk-agent.ts', 'mastra-agent.ts'])('%s', (example) => {
  it('shows that the blocked command never reached the tool, and that the model knows why', async () => {
    const { code, output } = await run(example, server.url)
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
    const { code, output } = await run(example, lenient.url)
    await lenient.stop()
    expect(output).toContain('VIOLATED: the shell')
    expect(code).toBe(1)
  })

  it('says clearly that no server is there, and fails', async () => {
    const url = await deadAddress()
    const { code, output } = await run(example, url)
    expect(output).toContain(url)
    expect(output).toContain('npm start')
    expect(output).not.toMatch(/\n +at /)
    expect(code).toBe(1)
  })
})

const model = `
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
      ${model}
      export const tools = { shell: tool({ inputSchema: jsonSchema({ type: 'object' }), execute: run }) }`
    expect(await runSnippet('ai-sdk.md', { url: server.url, files: { 'my-agent.ts': agent } })).toBe('ran ls\n')
  })

  it('guards a Mastra agent', async () => {
    const agent = `import { createTool } from '@mastra/core/tools'
      import { MockLanguageModelV4 } from 'ai/test'
      import { z } from 'zod'
      ${model}
      const inputSchema = z.object({ command: z.string() })
      export const tools = { shell: createTool({ id: 'shell', description: 'runs', inputSchema, execute: run }) }`
    expect(await runSnippet('mastra.md', { url: server.url, files: { 'my-agent.ts': agent } })).toBe('ran ls\n')
  })
})
