import {
  dynamicTool,
  generateText,
  isStepCount,
  jsonSchema,
  type ModelMessage,
  streamText,
  type ToolApprovalResponse,
  wrapLanguageModel,
} from 'ai'
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test'
import { sentryMiddleware, sentryToolApproval, wrapTools } from '../src/ai-sdk/index.ts'
import { modelContent, modelParts, usage } from './ai-sdk-model.ts'
import type { AgentJob, AgentOutcome, Integration } from './integration.ts'

export const aiSdk: Integration = { name: 'the AI SDK', run }

async function run(job: AgentJob): Promise<AgentOutcome> {
  const enforcer = job.enforcer()
  let turn = -1
  const next = () => modelContent(job.turns[Math.min(++turn, job.turns.length - 1)] ?? {}, turn)
  const mock = new MockLanguageModelV4({
    doGenerate: async () => {
      const { content, finishReason } = next()
      return { content, finishReason, usage, warnings: [], response: { body: content } }
    },
    doStream: async () => ({ stream: simulateReadableStream({ chunks: modelParts(next()), chunkDelayInMs: null }) }),
  })
  const tools = [...job.tools].map(([name, fn]) => {
    const execute = async (args: unknown) => fn(args)
    return [name, dynamicTool({ description: name, inputSchema: jsonSchema({ type: 'object' }), execute })] as const
  })
  const settings = {
    model: wrapLanguageModel({ model: mock, middleware: sentryMiddleware(enforcer) }),
    tools: wrapTools(enforcer, Object.fromEntries(tools)),
    toolApproval: sentryToolApproval(enforcer),
    stopWhen: isStepCount(10),
    includeRawChunks: true,
  }
  const messages: ModelMessage[] = [{ role: 'user', content: job.input }]
  const exposed: unknown[] = [messages]
  let text = ''
  let error: unknown
  try {
    for (;;) {
      const step = job.streaming ? await streamed() : await generated()
      exposed.push(step.steps)
      messages.push(...step.messages)
      const answers: ToolApprovalResponse[] = []
      for (const part of step.content)
        if (part.type === 'tool-approval-request' && part.isAutomatic !== true && job.person !== null) {
          const { toolName: tool, input } = part.toolCall
          const approved = job.person({ tool, args: input as never })
          answers.push({ type: 'tool-approval-response', approvalId: part.approvalId, approved })
        }
      if (answers.length === 0) break
      messages.push({ role: 'tool', content: answers })
    }
  } catch (caught) {
    error = caught
  }
  const prompts = [...mock.doGenerateCalls, ...mock.doStreamCalls].map(({ prompt }) => JSON.stringify(prompt))
  return { text, prompts, error, exposed }

  async function generated() {
    const result = await generateText({ ...settings, messages })
    text += result.steps.map((step) => step.text).join('')
    return { steps: result.steps, messages: result.responseMessages, content: result.content }
  }

  async function streamed() {
    let failure: unknown
    const onError = ({ error }: { error: unknown }) => {
      failure = error
    }
    const result = streamText({ ...settings, messages, onError })
    for await (const part of result.stream) {
      exposed.push(part)
      if (part.type === 'text-delta') text += part.text
    }
    if (failure !== undefined) throw failure
    return { steps: await result.steps, messages: await result.responseMessages, content: await result.content }
  }
}
