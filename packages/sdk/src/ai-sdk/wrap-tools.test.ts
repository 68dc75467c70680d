import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { dynamicTool, jsonSchema, type ToolSet } from 'ai'
import { describe, expect, it, vi } from 'vitest'
import { denialOf, liveEnforcers } from '../../testing/enforcer-under-test.ts'
import { conversationOf } from '../adapting/conversation.ts'
import type { Judge } from '../judge.ts'
import { judgedPrompt } from '../language-model-v4/judged-prompt.ts'
import { shadow, wrapTools } from './index.ts'

const { live, recorded } = liveEnforcers()

const toolOf = (execute: (input: unknown) => unknown) =>
  dynamicTool({ description: 'a tool', inputSchema: jsonSchema({ type: 'object' }), execute: execute as never })

/** Runs a tool as the AI SDK would. */
const call = async (judge: Judge, tools: ToolSet, name: string, input: unknown) =>
  wrapTools(judge, tools)[name]?.execute?.(input as never, { toolCallId: '1', messages: [], context: {} } as never)

describe('a wrapped tool', () => {
  it.each(['constructor', '__proto__', 'toString'])('called `%s` is guarded like any other', async (name) => {
    const run = vi.fn(() => 'ran')
    const tools = Object.fromEntries([[name, toolOf(run)]])
    expect(await call(live().enforcer, tools, name, { a: 1 })).toBe('ran')
    await denialOf(call(live().enforcer, tools, name, { command: 'rm -rf /' }))
    expect(run).toHaveBeenCalledOnce()
  })

  it('gives its last result alone, and only when it passes', async () => {
    const tools = {
      slow: toolOf(async function* () {
        yield 'TOP SECRET'
        yield 'nothing to see'
      }),
      leaky: toolOf(async function* () {
        yield 'TOP SECRET'
      }),
    }
    expect(await call(live().enforcer, tools, 'slow', {})).toBe('nothing to see')
    await denialOf(call(live().enforcer, tools, 'leaky', {}))
  })

  it('gets what was judged, whatever becomes of the arguments in the meantime', async () => {
    const args = { text: 'milk' }
    const run = vi.fn((_: unknown) => 'ran')
    const running = call(live().enforcer, { note: toolOf(run) }, 'note', args)
    args.text = 'rm -rf /'
    await running
    expect(run.mock.calls).toEqual([[{ text: 'milk' }, expect.anything()]])
  })

  it('is left alone when it runs elsewhere', () => {
    const tools: ToolSet = { there: { inputSchema: jsonSchema({ type: 'object' }) } }
    expect(wrapTools(live().enforcer, tools)).toEqual(tools)
  })
})

describe('a prompt', () => {
  const withResult = (value: string): LanguageModelV4Prompt => [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: '1', toolName: 'there', input: { at: 'home' } }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: '1', toolName: 'there', output: { type: 'text', value } }],
    },
  ]
  const judge = (enforcer: Judge, prompt: LanguageModelV4Prompt) =>
    judgedPrompt(enforcer, conversationOf(enforcer), prompt)

  it('has the results judged of tools that ran elsewhere, with what they were called with, once', async () => {
    const { enforcer, tracer } = live()
    for (let step = 0; step < 3; step += 1) await judge(enforcer, withResult('fine'))
    const traces = await recorded(tracer)
    expect(traces.map(({ content }) => content)).toEqual([{ tool: 'there', args: { at: 'home' }, result: 'fine' }])
  })

  it('does not go to the model with such a result that is blocked, however often it is tried', async () => {
    const { enforcer } = live()
    for (let time = 0; time < 2; time += 1) await denialOf(judge(enforcer, withResult('TOP SECRET')))
  })

  it('is rewritten every time, as it comes as it was every time', async () => {
    const { enforcer } = live()
    for (let time = 0; time < 2; time += 1)
      expect(JSON.stringify(await judge(enforcer, withResult('call 555-1234')))).toContain('call [masked:redact_phone]')
  })

  it('has a text judged again that the user says again', async () => {
    const { enforcer, tracer } = live()
    const user = { role: 'user' as const, content: [{ type: 'text' as const, text: 'yes' }] }
    await judge(enforcer, [user])
    await judge(enforcer, [user, user])
    expect(await recorded(tracer)).toHaveLength(2)
  })
})

it('a shadow records every step in order and stops none', async () => {
  const { enforcer, tracer } = live()
  const rulings: string[] = []
  const judge = shadow(enforcer, ({ stage }, { kind }) => rulings.push(`${stage} ${kind}`))
  const tools = { shell: toolOf(() => 'TOP SECRET') }
  expect(await call(judge, tools, 'shell', { command: 'rm -rf /' })).toBe('TOP SECRET')
  await vi.waitFor(() => expect(rulings).toEqual(['call deny', 'result deny']))
  expect((await recorded(tracer)).map(({ decision }) => decision)).toEqual(['block', 'block'])
  expect(enforcer.counters).toMatchObject({ checked: 2, denied: 2 })
})
