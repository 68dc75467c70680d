import { Agent } from '@mastra/core/agent'
import type { MastraModelConfig } from '@mastra/core/llm'
import { Mastra } from '@mastra/core/mastra'
import { InMemoryStore } from '@mastra/core/storage'
import { createTool } from '@mastra/core/tools'
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test'
import { z } from 'zod'
import { sentryProcessor, wrapTools } from '../src/mastra/index.ts'
import { modelContent, modelParts, usage } from './ai-sdk-model.ts'
import type { AgentJob, AgentOutcome, Integration } from './integration.ts'

export const mastra: Integration = { name: 'Mastra', run }

async function run(job: AgentJob): Promise<AgentOutcome> {
  const enforcer = job.enforcer()
  let turn = -1
  const next = () => modelContent(job.turns[Math.min(++turn, job.turns.length - 1)] ?? {}, turn)
  const mock = new MockLanguageModelV4({
    doGenerate: async () => ({ ...next(), usage, warnings: [] }),
    doStream: async () => ({ stream: simulateReadableStream({ chunks: modelParts(next()), chunkDelayInMs: null }) }),
  })
  const tools = [...job.tools].map(([name, fn]) => {
    const inputSchema = z.record(z.string(), z.unknown())
    return [name, createTool({ id: name, description: name, inputSchema, execute: async (args) => fn(args) })] as const
  })
  const processor = sentryProcessor(enforcer)
  const guarded = new Agent({
    id: 'guarded',
    name: 'guarded',
    instructions: 'Do as you are told.',
    model: mock as MastraModelConfig,
    tools: wrapTools(enforcer, Object.fromEntries(tools)),
    inputProcessors: [processor],
    outputProcessors: [processor],
  })
  const agent = new Mastra({ agents: { guarded }, storage: new InMemoryStore(), logger: false }).getAgent('guarded')
  const exposed: unknown[] = []
  let text = ''
  let error: unknown
  try {
    let run = job.streaming
      ? await streamed(await agent.stream(job.input, { maxSteps: 10 }))
      : seen(await agent.generate(job.input, { maxSteps: 10 }))
    for (;;) {
      const { runId, finishReason, suspendPayload } = run
      if (finishReason !== 'suspended' || runId === undefined || job.person === null) break
      const { toolCallId, toolName: tool, args } = suspendPayload
      const answer = { runId, toolCallId, maxSteps: 10 }
      run = seen(
        job.person({ tool, args })
          ? await agent.approveToolCallGenerate(answer)
          : await agent.declineToolCallGenerate(answer),
      )
    }
    error = run.error ?? run.tripwire?.reason
  } catch (caught) {
    error = caught
  }
  const prompts = [...mock.doGenerateCalls, ...mock.doStreamCalls].map(({ prompt }) => JSON.stringify(prompt))
  return { text, prompts, error, exposed }

  function seen(run: Output): Output {
    exposed.push(run)
    text += run.text
    return run
  }

  async function streamed(stream: Awaited<ReturnType<typeof agent.stream>>): Promise<Output> {
    for await (const part of stream.fullStream) {
      exposed.push(part)
      if (part.type === 'text-delta') text += part.payload.text
    }
    const run = await stream.getFullOutput()
    exposed.push(run)
    return run
  }
}

type Output = Awaited<ReturnType<Agent['generate']>>
