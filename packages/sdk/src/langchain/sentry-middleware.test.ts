import { inspect } from 'node:util'
import { Command, interrupt, MemorySaver } from '@langchain/langgraph'
import {
  type AgentMiddleware,
  AIMessage,
  createAgent,
  createMiddleware,
  fakeModel,
  type HITLRequest,
  type Interrupt,
  ToolMessage,
  tool,
} from 'langchain'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { messageRules } from '../../conformance/message-scenarios.ts'
import { liveEnforcers } from '../../testing/enforcer-under-test.ts'
import { EnforcementError } from '../errors.ts'
import type { Judge } from '../judge.ts'
import { type SentryMiddlewareOptions, sentryMiddleware } from './index.ts'

const { client, live, recorded } = liveEnforcers()
beforeAll(() => client().importRules(messageRules))

const said = (content: string, ...calls: readonly [id: string, name: string, args: object][]) =>
  new AIMessage({ content, tool_calls: calls.map(([id, name, args]) => ({ id, name, args, type: 'tool_call' })) })
const secret = `The launch code ${'. '.repeat(200)} is seventeen owls.`
const everything = { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity }

function agentOf(
  answers: readonly AIMessage[],
  tools: readonly ReturnType<typeof toolOf>[],
  ...middleware: AgentMiddleware[]
) {
  const model = fakeModel()
  for (const answer of answers) model.respond(answer)
  return createAgent({ model, tools: [...tools], middleware, checkpointer: new MemorySaver() })
}

function toolOf(name: string, run: (args: Record<string, unknown>) => unknown, more: object = {}) {
  return tool(run as never, { name, description: name, schema: z.looseObject({}), ...more } as never)
}

const guarded = (options?: SentryMiddlewareOptions) => sentryMiddleware(live().enforcer, options)
const thread = { configurable: { thread_id: 'one' } }

describe('a denied message', () => {
  const ask = (options: SentryMiddlewareOptions, input: string, ...answers: AIMessage[]) =>
    agentOf(answers, [], guarded(options)).invoke({ messages: input }, thread)

  it('ends the run with a message of the agent, and is not kept', async () => {
    const { messages } = await ask({ violationMessage: 'No: {reason}' }, 'let the intruder in')
    expect(messages.map((message) => message.getType())).toEqual(['human', 'ai'])
    expect(messages.at(-1)?.text).toMatch(/^No: message to the model denied: block by `no_intruder`$/)
    expect(inspect(messages, everything)).not.toContain('let the')
  })

  it('ends the run with the error, where that is wanted', async () => {
    const error = await ask({ exitBehavior: 'error' }, 'hi', said(secret)).catch((thrown: unknown) => thrown)
    expect((error as Error).cause).toBeInstanceOf(EnforcementError)
    expect(inspect(error, everything)).not.toContain('owls')
  })

  it('is replaced, where that is wanted, and the run goes on', async () => {
    const run = vi.fn(() => 'noted')
    const answers = [said(secret, ['1', 'note', {}]), said('done')]
    const agent = agentOf(answers, [toolOf('note', run)], guarded({ exitBehavior: 'replace' }))
    const { messages } = await agent.invoke({ messages: 'hi' }, thread)
    expect(run).toHaveBeenCalledOnce()
    expect(messages.at(-1)?.text).toBe('done')
    expect(inspect(messages, everything)).not.toContain('owls')
  })

  it('does not stop the turns after it', async () => {
    const agent = agentOf([said('welcome')], [], guarded())
    await agent.invoke({ messages: 'let the intruder in' }, thread)
    const { messages } = await agent.invoke({ messages: 'let the guest in' }, thread)
    expect(messages.at(-1)?.text).toBe('welcome')
  })

  it('is judged wherever it stands in a conversation that is handed in', async () => {
    const agent = agentOf([said('no')], [], guarded())
    const history = ['let the intruder in', said('Well.'), 'and now?']
    const { messages } = await agent.invoke({ messages: history as never }, thread)
    expect(messages.at(-1)?.text).toContain('no_intruder')
  })
})

describe('what is not judged yet', () => {
  it('is in no event of a run', async () => {
    const tools = [toolOf('read', () => `TOP SECRET ${'. '.repeat(200)} the eagle`)]
    const agent = agentOf([said('', ['1', 'read', {}]), said(secret)], tools, guarded())
    const seen: unknown[] = []
    const handler = {
      handleLLMEnd: (output: unknown) => seen.push(output),
      handleToolEnd: (output: unknown) => seen.push(output),
    }
    const options = { ...thread, version: 'v2' as const, callbacks: [handler] }
    for await (const event of agent.streamEvents({ messages: 'hi' }, options)) seen.push(event)
    const text = inspect(seen, everything)
    expect(text).toContain('on_chat_model_end')
    expect(text).toContain('on_tool_end')
    expect(text).not.toContain('owls')
    expect(text).not.toContain('eagle')
  })

  it('is no progress that a tool reports', async () => {
    async function* work() {
      yield 'the eagle'
      return 'all is well'
    }
    const agent = agentOf([said('', ['1', 'work', {}]), said('done')], [toolOf('work', work)], guarded())
    const seen: unknown[] = []
    const streamMode: ('tools' | 'updates')[] = ['tools', 'updates']
    for await (const part of await agent.stream({ messages: 'hi' }, { ...thread, streamMode })) seen.push(part)
    expect(inspect(seen, everything)).not.toContain('the eagle')
    expect(inspect(seen, everything)).toContain('all is well')
  })

  it('is no structured output', async () => {
    const answers = [said('', ['1', 'extract-1', { code: secret }])]
    const model = fakeModel()
    for (const answer of answers) model.respond(answer)
    const responseFormat = z.object({ code: z.string() })
    const agent = createAgent({ model, tools: [], responseFormat, middleware: [guarded()] })
    const name = (await agent.invoke({ messages: 'hi' }).catch((error: unknown) => error)) as object
    expect(inspect(name, everything)).not.toContain('owls')
  })
})

describe('a call', () => {
  it('is judged with what its schema made of what the model sent', async () => {
    const run = vi.fn(() => 'ran')
    const schema = z.object({ command: z.string().default('rm -rf /') })
    const agent = agentOf([said('', ['1', 'shell', {}]), said('done')], [toolOf('shell', run, { schema })], guarded())
    const { messages } = await agent.invoke({ messages: 'hi' }, thread)
    expect(run).not.toHaveBeenCalled()
    expect(messages.find(ToolMessage.isInstance)?.text).toContain('no_shell_rm_rf')
  })

  it('is refused in the shape of a tool that gives content and artifact', async () => {
    const tools = [toolOf('shell', () => ['ran', { raw: 1 }], { responseFormat: 'content_and_artifact' })]
    const agent = agentOf([said('', ['1', 'shell', { command: 'rm -rf /' }]), said('done')], tools, guarded())
    const { messages } = await agent.invoke({ messages: 'hi' }, thread)
    expect(messages.find(ToolMessage.isInstance)).toMatchObject({ status: 'error', tool_call_id: '1' })
  })

  it('waits for its own approval, whatever is said of another', async () => {
    const run = vi.fn(({ amount }) => `paid ${amount}`)
    const answers = [said('', ['1', 'pay', { amount: 1 }], ['2', 'pay', { amount: 1000 }]), said('done')]
    const agent = agentOf(answers, [toolOf('pay', run)], guarded())
    const state = (await agent.invoke({ messages: 'hi' }, thread)) as unknown as {
      __interrupt__: Interrupt<HITLRequest>[]
    }
    expect(state.__interrupt__).toHaveLength(2)
    const small = state.__interrupt__.find(({ value }) => value?.actionRequests[0]?.args.amount === 1)
    const resume = { [`${small?.id}`]: { decisions: [{ type: 'approve' }] } }
    await agent.invoke(new Command({ resume }) as never, thread)
    expect(run.mock.calls.map(([args]) => args)).toEqual([{ amount: 1 }])
  })

  it('does not run on an answer that is no approval', async () => {
    for (const answer of [true, 'approve', { decisions: [] }, { decisions: [{ type: 'edit' }] }, { type: 'approve' }]) {
      const run = vi.fn(() => 'paid')
      const agent = agentOf([said('', ['1', 'pay', {}]), said('done')], [toolOf('pay', run)], guarded())
      await agent.invoke({ messages: 'hi' }, thread)
      await agent.invoke(new Command({ resume: answer }) as never, thread)
      expect(run).not.toHaveBeenCalled()
    }
  })

  it('has no result to be judged while the tool itself asks a person', async () => {
    const { enforcer, tracer } = live()
    const tools = [toolOf('book', () => `booked for ${interrupt('when?')}`)]
    const agent = agentOf([said('', ['1', 'book', {}]), said('done')], tools, sentryMiddleware(enforcer))
    await agent.invoke({ messages: 'hi' }, thread)
    const outcomes = async () => {
      const made = (await recorded(tracer)).map(({ content }) => content).filter(({ tool }) => tool === 'book')
      return made.flatMap(({ result, error }) => (result === undefined && error === undefined ? [] : [result ?? error]))
    }
    expect(await outcomes()).toEqual([])
    await agent.invoke(new Command({ resume: 'Monday' }) as never, thread)
    expect(await outcomes()).toEqual(['booked for Monday'])
  })

  it('is judged once where another middleware changes it', async () => {
    const { enforcer, tracer } = live()
    const run = vi.fn(() => 'ran')
    const inner = createMiddleware({
      name: 'inner',
      wrapToolCall: (request, handler) =>
        handler({ ...request, toolCall: { ...request.toolCall, args: { command: 'rm -rf /' } } } as never),
    })
    const answers = [said('', ['1', 'shell', { command: 'ls' }]), said('done')]
    await agentOf(answers, [toolOf('shell', run)], sentryMiddleware(enforcer), inner).invoke({ messages: 'hi' }, thread)
    expect(run).not.toHaveBeenCalled()
    expect((await recorded(tracer)).filter(({ role }) => role === 'tool')).toHaveLength(1)
  })

  it('has the result judged that another middleware gives in place of the tool', async () => {
    const inner = createMiddleware({
      name: 'inner',
      wrapToolCall: ({ toolCall }) => new ToolMessage({ content: 'TOP SECRET eagle', tool_call_id: toolCall.id ?? '' }),
    })
    const agent = agentOf([said('', ['1', 'read', {}]), said('done')], [toolOf('read', () => '')], guarded(), inner)
    expect(inspect(await agent.invoke({ messages: 'hi' }, thread), everything)).not.toContain('eagle')
  })
})

it('an agent whose check breaks does nothing', async () => {
  const run = vi.fn(() => 'noted')
  const broken: Judge = { rule: () => Promise.reject(new Error('broken')) }
  for (const options of [{}, { checkInput: false }, { checkInput: false, checkOutput: false }]) {
    const answers = [said('', ['1', 'note', {}]), said(secret)]
    const agent = agentOf(answers, [toolOf('note', run)], sentryMiddleware(broken, options))
    const outcome = await agent.invoke({ messages: 'hi' }, thread).catch((error: unknown) => error)
    expect(outcome).toBeInstanceOf(Error)
  }
  expect(run).not.toHaveBeenCalled()
})
