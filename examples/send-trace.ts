// Records a short conversation, step by step, and prints what AgentSentry thinks of each step.
//
//   node examples/send-trace.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { AgentSentryClient, AgentSentryError, type CheckedTrace } from '@agentsentry/sdk'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'

async function main(): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const session = await client.createSession({ title: 'Where is my parcel?', agent: 'example-support' })
  console.log(`session ${session.id}`)

  const call = { tool: 'orders.find', args: { order: 'A-1042' } }
  const steps = [
    { role: 'user', content: { text: 'Where is my order A-1042?' } },
    { role: 'assistant', content: { text: 'I am looking it up.' } },
    { role: 'tool', content: call },
    { role: 'tool', content: { ...call, result: { status: 'shipped', carrier: 'Post', expected: '2026-12-01' } } },
  ] as const
  for (const step of steps) print(await client.sendTrace({ session_id: session.id, ...step }))
}

function print({ phase, id, decision, reasons }: CheckedTrace): void {
  console.log(`${phase.padEnd(12)} ${id}  ${decision}`)
  for (const reason of reasons)
    console.log(`${' '.repeat(13)}${reason.rule}: ${reason.excerpt ?? reason.description ?? ''}`)
}

try {
  await main()
} catch (error) {
  if (!(error instanceof AgentSentryError)) throw error
  console.error(`AgentSentry at ${baseUrl} did not take the traces: ${error.message}`)
  console.error('Start it with `npm start`, or set AGENTSENTRY_API_URL to where it listens.')
  process.exitCode = 1
}
