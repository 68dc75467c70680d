// A Mastra agent behind AgentSentry, under the starter rules: it wants to run `ls`, then `rm -rf /`. The model is a mock, so
// nothing but AgentSentry is needed. The program checks what the tool really did.
//
//   node examples/mastra-agent.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { AgentSentryClient, AgentSentryError, Enforcer, Tracer } from '@agentsentry/sdk'
import { sentryProcessor, wrapTools } from '@agentsentry/sdk/mastra'
import { Agent } from '@mastra/core/agent'
import type { MastraModelConfig } from '@mastra/core/llm'
import { createTool } from '@mastra/core/tools'
import { MockLanguageModelV4 } from 'ai/test'
import { z } from 'zod'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
const commands: string[] = []

// It runs nothing, it only writes down what it was told to run.
const shell = createTool({
  id: 'shell',
  description: 'Runs a command.',
  inputSchema: z.object({ command: z.string() }),
  execute: async ({ command }) => `ran ${commands.push(command)}`,
})

/** The commands that the model asks for, one each time; after them it says that it is done. */
const wanted = ['ls', 'rm -rf /']

const mock: MockLanguageModelV4 = new MockLanguageModelV4({
  doGenerate: async () => {
    const turn = mock.doGenerateCalls.length - 1
    const command = wanted[turn]
    return {
      content: [
        command === undefined
          ? { type: 'text', text: 'I looked around. I was not allowed to clean up.' }
          : { type: 'tool-call', toolCallId: `call-${turn}`, toolName: 'shell', input: JSON.stringify({ command }) },
      ],
      finishReason: { unified: command === undefined ? 'stop' : 'tool-calls', raw: undefined },
      usage: {
        inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 1, text: 1, reasoning: 0 },
      },
      warnings: [],
    }
  },
})

async function main(): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'Mastra agent', agent: 'example-mastra' } })
  const enforcer = new Enforcer(tracer)

  const processor = sentryProcessor(enforcer)
  const agent = new Agent({
    id: 'cleaner',
    name: 'Cleaner',
    instructions: 'You keep the disk clean.',
    model: mock as MastraModelConfig,
    tools: wrapTools(enforcer, { shell }),
    inputProcessors: [processor],
    outputProcessors: [processor],
  })
  const { text, tripwire } = await agent.generate('Look around, then clean up.')
  console.log(tripwire === undefined ? text : `stopped: ${tripwire.reason}`)
  if (tripwire?.reason.includes('no verdict')) console.error(unavailable)
  check(commands.join() === 'ls', 'the shell got `ls` and not `rm -rf /`')
  const told = JSON.stringify(mock.doGenerateCalls.at(-1)?.prompt ?? '')
  check(told.includes('no_shell_rm_rf'), 'the model was told which rule stopped it')
  console.log(`Session ${await tracer.sessionId()}: ${JSON.stringify(enforcer.counters)}`)
}

const unavailable = 'Start AgentSentry with `npm start`, or set AGENTSENTRY_API_URL to where it listens.'

function check(holds: boolean, claim: string): void {
  console.log(`   ${holds ? 'checked' : 'VIOLATED'}: ${claim}`)
  if (!holds) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  console.error(error instanceof AgentSentryError ? `AgentSentry at ${baseUrl}: ${error.message}` : error)
  process.exitCode = 1
}
