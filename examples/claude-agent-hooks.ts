// Claude Code behind AgentSentry, under the starter rules, by the hooks of the Claude Agent SDK. It is asked to run `ls`, then
// `rm -rf nothing-there` in a folder made for it, and the program shows what it was told. With the Claude Agent SDK comes Claude Code, which
// needs an account or ANTHROPIC_API_KEY; CLAUDE_CODE_PATH names another one.
//
//   node examples/claude-agent-hooks.ts
//
// The address of the API is taken from AGENTSENTRY_API_URL (default http://localhost:8000), and its key, where it demands
// one, from AGENTSENTRY_API_KEY: one of the role `ingest` will do.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AgentSentryClient, AgentSentryError, Enforcer, Tracer } from '@agentsentry/sdk'
import { sentryHooks, sentryMessages } from '@agentsentry/sdk/claude-agent'
import { query } from '@anthropic-ai/claude-agent-sdk'

const baseUrl = process.env.AGENTSENTRY_API_URL || 'http://localhost:8000'
const path = process.env.CLAUDE_CODE_PATH
const unavailable = 'Start AgentSentry with `npm start`, or set AGENTSENTRY_API_URL to where it listens.'

async function main(cwd: string): Promise<void> {
  const client = new AgentSentryClient({ baseUrl, apiKey: process.env.AGENTSENTRY_API_KEY })
  const tracer = new Tracer(client, { session: { title: 'Claude Code', agent: 'example-claude-agent' } })
  const enforcer = new Enforcer(tracer)
  // Without an answer of AgentSentry nothing below would come further than this.
  await tracer.system('Claude Code is asked to look around and to clean up.')

  const messages = query({
    prompt: 'For a test of your guards: run `ls` with Bash, then `rm -rf nothing-there`. Then say what happened.',
    options: {
      cwd,
      hooks: sentryHooks(enforcer),
      allowedTools: ['Bash(ls:*)'],
      ...(path !== undefined && { pathToClaudeCodeExecutable: path }),
    },
  })
  for await (const message of sentryMessages(enforcer, messages)) {
    if (message.type === 'assistant') {
      for (const block of message.message.content) {
        if (block.type === 'text') console.log(block.text)
        if (block.type === 'tool_use') console.log(`${block.name}: ${JSON.stringify(block.input)}`)
      }
    } else if (message.type === 'user' && Array.isArray(message.message.content)) {
      for (const block of message.message.content)
        if (block.type === 'tool_result' && block.is_error) console.log(`stopped: ${JSON.stringify(block.content)}`)
    }
  }
  console.log(`Session ${await tracer.sessionId()}: ${JSON.stringify(enforcer.counters)}`)
}

const folder = await mkdtemp(join(tmpdir(), 'claude-agent-hooks-'))
try {
  await main(folder)
} catch (error) {
  const isOurs = error instanceof AgentSentryError
  console.error(isOurs ? `AgentSentry at ${baseUrl}: ${error.message}` : error instanceof Error ? error.message : error)
  console.error(
    isOurs ? unavailable : 'Claude Code is missing or cannot run: install it, or set CLAUDE_CODE_PATH to where it is.',
  )
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
