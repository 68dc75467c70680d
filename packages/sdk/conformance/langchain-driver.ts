import { Command, MemorySaver } from '@langchain/langgraph'
import { AIMessage, createAgent, fakeModel, type HITLRequest, type Interrupt, tool } from 'langchain'
import { sentryMiddleware } from '../src/langchain/index.ts'
import type { AgentJob, AgentOutcome, Integration, ModelCall, ModelTurn } from './integration.ts'

/** LangChain's `createAgent`, with its own fake model. */
export const langchain: Integration = { name: 'LangChain', run }

const anyObject = { type: 'object', properties: {}, additionalProperties: true } as const

async function run(job: AgentJob): Promise<AgentOutcome> {
  const model = fakeModel()
  const turns = [...job.turns, ...Array.from({ length: 5 }, () => job.turns.at(-1) as ModelTurn)]
  for (const [at, turn] of turns.entries()) model.respond(messageOf(turn, at))
  const { person } = job
  const agent = createAgent({
    model,
    tools: [...job.tools].map(([name, fn]) => tool((args) => fn(args), { name, description: name, schema: anyObject })),
    middleware: [sentryMiddleware(job.enforcer())],
    ...(person !== null && { checkpointer: new MemorySaver() }),
  })
  const config = { configurable: { thread_id: 'one' } }
  const exposed: unknown[] = []
  let text = ''
  let input: Parameters<typeof agent.invoke>[0] | Command = { messages: [{ role: 'user', content: job.input }] }
  try {
    for (;;) {
      const questions: Interrupt<HITLRequest>[] = []
      if (job.streaming) {
        const streamMode: ('messages' | 'updates' | 'tools')[] = ['messages', 'updates', 'tools']
        for await (const [mode, part] of await agent.stream(input as never, { ...config, streamMode })) {
          exposed.push(part)
          if (mode === 'messages' && AIMessage.isInstance(part[0])) text += part[0].text
          questions.push(...questionsIn(part))
        }
      } else {
        const state = await agent.invoke(input as never, config)
        exposed.push(state)
        text = state.messages
          .filter(AIMessage.isInstance)
          .map((message) => message.text)
          .join('\n')
        questions.push(...questionsIn(state))
      }
      if (questions.length === 0 || person === null) break
      input = new Command({ resume: Object.fromEntries(questions.map((question) => answered(question, person))) })
    }
    return { text, prompts: promptsOf(model), exposed }
  } catch (error) {
    return { text, prompts: promptsOf(model), error, exposed }
  }
}

function answered({ id, value }: Interrupt<HITLRequest>, person: (call: ModelCall) => boolean) {
  const decisions = (value?.actionRequests ?? []).map(({ name, args }) => ({
    type: person({ tool: name, args }) ? 'approve' : 'reject',
  }))
  return [id, { decisions }] as const
}

function questionsIn(state: object): readonly Interrupt<HITLRequest>[] {
  return '__interrupt__' in state ? (state.__interrupt__ as Interrupt<HITLRequest>[]) : []
}

function promptsOf(model: ReturnType<typeof fakeModel>): string[] {
  return model.calls.map(({ messages }) => JSON.stringify(messages))
}

function messageOf({ text = '', calls = [] }: ModelTurn, turn: number): AIMessage {
  return new AIMessage({
    content: text,
    tool_calls: calls.map(({ tool, args }, at) => ({ id: `call-${turn}-${at}`, name: tool, args, type: 'tool_call' })),
  })
}
