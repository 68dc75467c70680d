// A LangChain agent behind AgentSentry, under the starter rules: it takes a note, then wants to run `rm -rf /`. The model is
// LangChain's own fake, so nothing but AgentSentry is needed. The program checks what the tools really did.
//
//   node examples/langchain-agent.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { AgentSentryClient, AgentSentryError, Enforcer, Tracer } from '@agentsentry/sdk'
import { sentryMiddleware } from '@agentsentry/sdk/langchain'
import { AIMessage, createAgent, fakeModel, ToolMessage, tool } from 'langchain'
import { z } from 'zod'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
const unavailable = 'Start AgentSentry with `npm start`, or set AGENTSENTRY_API_URL to where it listens.'
const notes: string[] = []
const commands: string[] = []

const note = tool(({ text }) => `note ${notes.push(text)}`, {
  name: 'note',
  description: 'Keeps a note.',
  schema: z.object({ text: z.string() }),
})

// It runs nothing, it only writes down what it was told to run.
const shell = tool(({ command }) => `ran ${commands.push(command)}`, {
  name: 'shell',
  description: 'Runs a command.',
  schema: z.object({ command: z.string() }),
})

const model = fakeModel()
  .respond(said('', { name: 'note', args: { text: 'clean up the disk' }, id: 'call-1' }))
  .respond(said('', { name: 'shell', args: { command: 'rm -rf /' }, id: 'call-2' }))
  .respond(said('I took the note. I was not allowed to clean up.'))

function said(content: string, ...calls: { name: string; args: object; id: string }[]): AIMessage {
  return new AIMessage({ content, tool_calls: calls.map((call) => ({ ...call, type: 'tool_call' })) })
}

async function main(): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'LangChain agent', agent: 'example-langchain' } })
  const enforcer = new Enforcer(tracer)

  const agent = createAgent({ model, tools: [note, shell], middleware: [sentryMiddleware(enforcer)] })
  const { messages } = await agent.invoke({ messages: 'Note that the disk should be cleaned up, then do it.' })
  for (const message of messages) {
    if (ToolMessage.isInstance(message) && message.status === 'error') console.log(`stopped: ${message.text}`)
    if (AIMessage.isInstance(message) && message.text !== '') console.log(message.text)
  }
  check(notes.length === 1, 'the note was taken')
  check(commands.length === 0, 'the shell never got the command')
  const told = JSON.stringify(model.calls.at(-1)?.messages ?? '')
  check(told.includes('no_shell_rm_rf'), 'the model was told which rule stopped it')
  if (messages.at(-1)?.text.includes('no verdict')) console.error(unavailable)
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
  process.exitCode = 1
}
