import {
  generateText,
  isStepCount,
  jsonSchema,
  type ModelMessage,
  streamText,
  type ToolSet,
  tool,
  wrapLanguageModel,
} from 'ai'
import { MockLanguageModelV4, simulateReadableStream } from 'ai/test'
import { describe, expect, it, vi } from 'vitest'
import { modelContent, modelParts, usage } from '../../conformance/ai-sdk-model.ts'
import type { ModelTurn } from '../../conformance/integration.ts'
import { liveEnforcers } from '../../testing/enforcer-under-test.ts'
import type { Judge } from '../judge.ts'
import { sentryMiddleware, sentryToolApproval, wrapTools } from './index.ts'

const { live } = liveEnforcers()
const done: ModelTurn = { text: 'done' }
const pay = (amount: number): ModelTurn => ({ calls: [{ tool: 'pay', args: { amount } }] })

/** A model whose calls all have the same id, as those of some providers do. */
function modelOf(...turns: ModelTurn[]) {
  let turn = 0
  const next = () => modelContent(turns[turn++] ?? done, 0)
  return new MockLanguageModelV4({
    doGenerate: async () => ({ ...next(), usage, warnings: [] }),
    doStream: async () => ({ stream: simulateReadableStream({ chunks: modelParts(next()) }) }),
  })
}

function agent(judge: Judge, model: MockLanguageModelV4) {
  const paid = vi.fn(async (_: unknown) => 'paid')
  const tools: ToolSet = { pay: tool({ inputSchema: jsonSchema<unknown>({ type: 'object' }), execute: paid }) }
  const settings = {
    model: wrapLanguageModel({ model, middleware: sentryMiddleware(judge) }),
    tools: wrapTools(judge, tools),
    toolApproval: sentryToolApproval(judge),
    stopWhen: isStepCount(5),
  }
  return { paid, settings, tools }
}

/** The messages of a run, and a yes to all that it asks. */
function approved(messages: readonly ModelMessage[], answer: readonly ModelMessage[]): ModelMessage[] {
  const requests = answer.flatMap(({ role, content }) =>
    role === 'assistant' && typeof content !== 'string'
      ? content.filter((part) => part.type === 'tool-approval-request')
      : [],
  )
  const content = requests.map(({ approvalId }) => ({
    type: 'tool-approval-response' as const,
    approvalId,
    approved: true,
  }))
  return [...messages, ...answer, { role: 'tool', content }]
}

const start: ModelMessage[] = [{ role: 'user', content: 'pay' }]

describe('approval by a person', () => {
  it('lets a call of a stream run', async () => {
    const { paid, settings } = agent(live().enforcer, modelOf(pay(1)))
    const first = streamText({ ...settings, messages: start })
    const messages = approved(start, await first.responseMessages)
    expect(paid).not.toHaveBeenCalled()
    expect(await streamText({ ...settings, messages }).text).toBe('done')
    expect(paid.mock.calls.map(([args]) => args)).toEqual([{ amount: 1 }])
  })

  it('holds after the program has begun anew', async () => {
    const before = agent(live().enforcer, modelOf(pay(1)))
    const { responseMessages } = await generateText({ ...before.settings, messages: start })
    const { paid, settings } = agent(live().enforcer, modelOf())
    await generateText({ ...settings, messages: approved(start, responseMessages) })
    expect(paid).toHaveBeenCalledOnce()
  })

  it('is asked for again when the same call comes again, with the same id', async () => {
    const { paid, settings } = agent(live().enforcer, modelOf(pay(1), pay(1)))
    const { responseMessages } = await generateText({ ...settings, messages: start })
    const again = await generateText({ ...settings, messages: approved(start, responseMessages) })
    expect(paid).toHaveBeenCalledOnce()
    expect(again.content.map(({ type }) => type)).toContain('tool-approval-request')
  })

  it('is not had by a call that nobody was asked about', async () => {
    const { paid, settings } = agent(live().enforcer, modelOf(pay(1)))
    const { toolApproval: _, ...without } = settings
    const { steps } = await generateText({ ...without, messages: start })
    expect(paid).not.toHaveBeenCalled()
    const failed = steps[0]?.content.find((part) => part.type === 'tool-error')
    expect(String(failed?.error)).toContain('ask by `ask_before_pay`')
  })

  it('of one call does not let the next run where nobody is asked any more', async () => {
    const { paid, settings } = agent(live().enforcer, modelOf(pay(1), pay(1)))
    const { responseMessages } = await generateText({ ...settings, messages: start })
    const { toolApproval: _, ...without } = settings
    await generateText({ ...without, messages: approved(start, responseMessages) })
    expect(paid).toHaveBeenCalledOnce()
  })

  it('does not outweigh a rule that blocks what the call has become', async () => {
    const { paid, settings } = agent(live().enforcer, modelOf(pay(1)))
    const { responseMessages } = await generateText({ ...settings, messages: start })
    const text = JSON.stringify(approved(start, responseMessages)).replaceAll('"amount":1', '"amount":"rm -rf /"')
    await generateText({ ...settings, messages: JSON.parse(text) })
    expect(paid).not.toHaveBeenCalled()
  })

  it('is of no use for a call that has to be rewritten, unless the tool is wrapped', async () => {
    const { enforcer } = live()
    const execute = async () => 'rang'
    const tools: ToolSet = { ring: tool({ inputSchema: jsonSchema<unknown>({ type: 'object' }), execute }) }
    const toolCall = { toolCallId: '1', toolName: 'ring', input: { to: '555-1234' } }
    const approve = sentryToolApproval(enforcer)
    expect(await approve({ toolCall, tools })).toMatchObject({ type: 'denied' })
    expect(await approve({ toolCall, tools: wrapTools(live().enforcer, tools) })).toMatchObject({ type: 'denied' })
    expect(await approve({ toolCall, tools: wrapTools(enforcer, tools) })).toBe('not-applicable')
  })

  it('is not asked for, and the call denied, when the check itself breaks', async () => {
    const approve = sentryToolApproval({
      rule: () => {
        throw new Error('secret of the transport')
      },
    })
    const toolCall = { toolCallId: '1', toolName: 'constructor', input: {} }
    expect(await approve({ toolCall, tools: {} })).toEqual({
      type: 'denied',
      reason: 'call of `constructor` denied: the check failed',
    })
  })
})
