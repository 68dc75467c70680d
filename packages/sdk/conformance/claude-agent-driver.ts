import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { type CanUseTool, query, type SDKMessage, type SpawnedProcess } from '@anthropic-ai/claude-agent-sdk'
import { sentryHooks, sentryMessages } from '../src/claude-agent/index.ts'
import { type ClaudeCodeScript, speakAsClaudeCode } from '../testing/claude-code.ts'
import type { AgentJob, AgentOutcome, Integration } from './integration.ts'

/** The Claude Agent SDK, before a stand-in for Claude Code that speaks its protocol. */
export const claudeAgent: Integration = {
  name: 'Claude Agent SDK',
  run,
  unsupported: {
    'the model gets an input without what rules redact': 'a hook can block a prompt and not change it',
    'the error of a tool that a rule blocks reaches nobody': {
      passes: 'Claude has been told of an error before its hook runs: the reader is not, and the run ends there',
    },
  },
}

async function run(job: AgentJob): Promise<AgentOutcome> {
  const enforcer = job.enforcer()
  const { person } = job
  const prompts: string[] = []
  const exposed: SDKMessage[] = []
  let text = ''
  const canUseTool: CanUseTool = async (tool, input) =>
    person?.({ tool, args: input as never })
      ? { behavior: 'allow', updatedInput: input }
      : { behavior: 'deny', message: 'a person said no' }
  const script: ClaudeCodeScript = {
    turns: job.turns,
    runTool: (tool, args) => job.tools.get(tool)?.(args),
    onPrompt: (prompt) => prompts.push(prompt),
    partial: job.streaming,
    canAsk: person !== null,
  }
  const messages = query({
    prompt: job.input,
    options: {
      hooks: sentryHooks(enforcer),
      includePartialMessages: job.streaming,
      pathToClaudeCodeExecutable: 'stand-in',
      spawnClaudeCodeProcess: () => started(script),
      ...(person !== null && { canUseTool }),
    },
  })
  try {
    for await (const message of sentryMessages(enforcer, messages)) {
      exposed.push(message)
      if (message.type === 'assistant')
        for (const block of message.message.content) if (block.type === 'text') text += block.text
    }
    return { text, prompts, exposed }
  } catch (error) {
    return { text, prompts, error, exposed }
  }
}

/** A process that is none: the stand-in runs where the tools of the job are. */
function started(script: ClaudeCodeScript): SpawnedProcess {
  const stdin = new PassThrough()
  const stdout = new PassThrough()
  const events = new EventEmitter()
  let exitCode: number | null = null
  const end = () => {
    if (exitCode !== null) return
    exitCode = 0
    stdout.end()
    events.emit('exit', 0, null)
  }
  void speakAsClaudeCode(stdin, stdout, script).then(end)
  return {
    stdin,
    stdout,
    get killed() {
      return exitCode !== null
    },
    get exitCode() {
      return exitCode
    },
    kill: () => {
      end()
      return true
    },
    on: events.on.bind(events),
    once: events.once.bind(events),
    off: events.off.bind(events),
  }
}
