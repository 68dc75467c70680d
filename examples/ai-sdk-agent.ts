// An agent of the Vercel AI SDK behind AgentSentry, under the starter rules: it takes a note, then wants to run `rm -rf /`. The
// model is the AI SDK's own mock, so nothing but AgentSentry is needed. The program checks what the tools really did.
//
//   node examples/ai-sdk-agent.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { AgentSentryClient, AgentSentryError, Enforcer, Tracer } from '@agentsentry/sdk'
import { sentryMiddleware, sentryToolApproval, wrapTools } from '@agentsentry/sdk/ai-sdk'
import { isStepCount, jsonSchema, streamText, tool, wrapLanguageModel } from 'ai'
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
const notes: string[] = []
const commands: string[] = []

const tools = {
  note: tool({
    description: 'Keeps a note.',
    inputSchema: jsonSchema<{ text: string }>({ type: 'object', properties: { text: { type: 'string' } } }),
    execute: async ({ text }) => `note ${notes.push(text)}`,
  }),
  // It runs nothing, it only writes down what it was told to run.
  shell: tool({
    description: 'Runs a command.',
    inputSchema: jsonSchema<{ command: string }>({ type: 'object', properties: { command: { type: 'string' } } }),
    execute: async ({ command }) => `ran ${commands.push(command)}`,
  }),
}

/** What the model says, each time that it is asked. */
const says = [
  { toolName: 'note', input: { text: 'clean up the disk' } },
  { toolName: 'shell', input: { command: 'rm -rf /' } },
  'I took the note. I was not allowed to clean up.',
]

const mock: MockLanguageModelV4 = new MockLanguageModelV4({
  doStream: async () => {
    const turn = mock.doStreamCalls.length - 1
    const next = says[turn] ?? ''
    const isText = typeof next === 'string'
    return {
      stream: simulateReadableStream({
        chunks: [
          ...(isText
            ? [
                { type: 'text-start' as const, id: '0' },
                ...next.split(/(?<= )/).map((delta) => ({ type: 'text-delta' as const, id: '0', delta })),
                { type: 'text-end' as const, id: '0' },
              ]
            : [
                {
                  type: 'tool-call' as const,
                  toolCallId: `call-${turn}`,
                  toolName: next.toolName,
                  input: JSON.stringify(next.input),
                },
              ]),
          {
            type: 'finish' as const,
            finishReason: { unified: isText ? ('stop' as const) : ('tool-calls' as const), raw: undefined },
            usage: {
              inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
              outputTokens: { total: 1, text: 1, reasoning: 0 },
            },
          },
        ],
      }),
    }
  },
})

async function main(): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'AI SDK agent', agent: 'example-ai-sdk' } })
  const enforcer = new Enforcer(tracer)

  const result = streamText({
    model: wrapLanguageModel({ model: mock, middleware: sentryMiddleware(enforcer) }),
    tools: wrapTools(enforcer, tools),
    toolApproval: sentryToolApproval(enforcer),
    stopWhen: isStepCount(5),
    prompt: 'Note that the disk should be cleaned up, then do it.',
    onError: () => {},
  })
  for await (const part of result.stream) {
    if (part.type === 'error') throw part.error
    if (part.type === 'tool-approval-response' && !part.approved) console.log(`stopped: ${part.reason}`)
    if (part.type === 'tool-result') console.log(`${part.toolName}: ${part.output}`)
    if (part.type === 'text-delta') process.stdout.write(part.text)
  }
  console.log()
  check(notes.length === 1, 'the note was taken')
  check(commands.length === 0, 'the shell never got the command')
  const told = JSON.stringify(mock.doStreamCalls.at(-1)?.prompt)
  check(told.includes('no_shell_rm_rf'), 'the model was told which rule stopped it')
  console.log(`Session ${await tracer.sessionId()}: ${JSON.stringify(enforcer.counters)}`)
}

function check(holds: boolean, claim: string): void {
  console.log(`   ${holds ? 'checked' : 'VIOLATED'}: ${claim}`)
  if (!holds) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  console.error(error instanceof AgentSentryError ? `AgentSentry at ${baseUrl}: ${error.message}` : error)
  if (error instanceof AgentSentryError) {
    console.error('Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.')
  }
  process.exitCode = 1
}
