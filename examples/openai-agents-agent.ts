// An agent of OpenAI Agents behind AgentSentry, under the starter rules: it wants to run `ls`, then `rm -rf /`. The model is the
// SDK's own scripted one, so nothing but AgentSentry is needed. The program checks what the tool really did.
//
//   node examples/openai-agents-agent.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { AgentSentryClient, AgentSentryError, Enforcer, Tracer } from '@agentsentry/sdk'
import { sentryInputGuardrail, sentryModel, sentryToolGuardrails } from '@agentsentry/sdk/openai-agents'
import { Agent, InputGuardrailTripwireTriggered, Runner, tool } from '@openai/agents'
import { assistantMessage, functionCall, modelResponse, ScriptedModel } from '@openai/agents/testing'
import { z } from 'zod'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
const unavailable = 'Start AgentSentry with `npm start`, or set AGENTSENTRY_API_URL to where it listens.'
const commands: string[] = []

const model = new ScriptedModel([
  modelResponse([functionCall('shell', { command: 'ls' }, { callId: 'call-1' })]),
  modelResponse([functionCall('shell', { command: 'rm -rf /' }, { callId: 'call-2' })]),
  modelResponse([assistantMessage('I looked around. I was not allowed to clean up.')]),
])

async function main(): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'OpenAI agent', agent: 'example-openai-agents' } })
  const enforcer = new Enforcer(tracer)

  // It runs nothing, it only writes down what it was told to run.
  const shell = tool({
    name: 'shell',
    description: 'Runs a command.',
    parameters: z.object({ command: z.string() }),
    execute: ({ command }) => `ran ${commands.push(command)}`,
    ...sentryToolGuardrails(enforcer),
  })
  const agent = new Agent({
    name: 'Cleaner',
    instructions: 'You keep the disk clean.',
    model: sentryModel(enforcer, model),
    tools: [shell],
    inputGuardrails: [sentryInputGuardrail(enforcer)],
  })
  const { finalOutput } = await new Runner({ tracingDisabled: true }).run(agent, 'Look around, then clean up.')
  console.log(finalOutput)
  check(commands.join() === 'ls', 'the shell got `ls` and not `rm -rf /`')
  const told = JSON.stringify(model.calls.at(-1)?.request.input ?? '')
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
  const isOurs = error instanceof AgentSentryError || error instanceof InputGuardrailTripwireTriggered
  console.error(isOurs ? `AgentSentry at ${baseUrl}: ${error.message}` : error)
  if (isOurs) console.error(unavailable)
  process.exitCode = 1
}
