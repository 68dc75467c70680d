import { inspect } from 'node:util'
import { Agent, Runner, tool } from '@openai/agents'
import { assistantMessage, functionCall, modelResponse, ScriptedModel } from '@openai/agents-core/testing'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { messageRules } from '../../conformance/message-scenarios.ts'
import { liveEnforcers } from '../../testing/enforcer-under-test.ts'
import type { Judge } from '../judge.ts'
import {
  sentryInputGuardrail,
  sentryModelProvider,
  sentryNeedsApproval,
  sentryOutputGuardrail,
  sentryToolGuardrails,
} from './index.ts'

const { client, live, recorded } = liveEnforcers()
beforeAll(() => client().importRules(messageRules))

const runner = new Runner({ tracingDisabled: true })
const everything = { depth: Infinity, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity }
const secret = `The launch code ${'. '.repeat(200)} is seventeen owls.`

function pay(judge: Judge, run: (args: object) => unknown) {
  return tool({
    name: 'pay',
    description: 'pays',
    parameters: z.object({ currency: z.string().default('EUR'), amount: z.number() }),
    execute: (args) => run(args),
    ...sentryToolGuardrails(judge),
    needsApproval: sentryNeedsApproval(judge, 'pay'),
  })
}

const call = (callId: string, args: object) => functionCall('pay', args as Record<string, unknown>, { callId })

describe('the approval of a call', () => {
  it('is for that call alone, of calls made at once', async () => {
    const { enforcer } = live()
    const run = vi.fn(() => 'paid')
    const calls = [call('1', { amount: 1, currency: 'EUR' }), call('2', { amount: 1000, currency: 'EUR' })]
    const model = new ScriptedModel([modelResponse(calls), modelResponse([assistantMessage('done')])])
    const agent = new Agent({ name: 'agent', model, tools: [pay(enforcer, run)] })
    const { state, interruptions } = await runner.run(agent, 'pay')
    expect(interruptions).toHaveLength(2)
    for (const item of interruptions)
      if (item.arguments?.includes('1000')) state.reject(item)
      else state.approve(item)
    await runner.run(agent, state)
    expect(run.mock.calls).toEqual([[{ amount: 1, currency: 'EUR' }]])
  })

  it('holds where the state was stored meanwhile, and another enforcer goes on', async () => {
    const run = vi.fn(() => 'paid')
    const agentWith = (judge: Judge, ...steps: ConstructorParameters<typeof ScriptedModel>) =>
      new Agent({ name: 'agent', model: new ScriptedModel(...steps), tools: [pay(judge, run)] })
    const first = agentWith(live().enforcer, [modelResponse([call('1', { amount: 5 })])])
    const { state } = await runner.run(first, 'pay')
    const later = agentWith(live().enforcer, [modelResponse([assistantMessage('done')])])
    const { RunState } = await import('@openai/agents')
    const restored = await RunState.fromString(later, state.toString())
    for (const item of restored.getInterruptions()) restored.approve(item)
    await runner.run(later, restored)
    expect(run).toHaveBeenCalledOnce()
  })

  it('does not let pass what the model sent if that is not what was asked about', async () => {
    const { enforcer, tracer } = live()
    const model = new ScriptedModel([
      modelResponse([call('1', { amount: 5 })]),
      modelResponse([assistantMessage('done')]),
    ])
    const agent = new Agent({ name: 'agent', model, tools: [pay(enforcer, () => 'paid')] })
    const { state, interruptions } = await runner.run(agent, 'pay')
    for (const item of interruptions) state.approve(item)
    await runner.run(agent, state)
    const judged = (await recorded(tracer)).map(({ content }) => content.args)
    expect(judged).toContainEqual({ amount: 5, currency: 'EUR' })
    expect(judged).toContainEqual({ amount: 5 })
  })
})

it('the output guardrail stops an output by itself', async () => {
  const { enforcer } = live()
  const model = new ScriptedModel([modelResponse([assistantMessage(secret)])])
  const agent = new Agent({ name: 'agent', model, outputGuardrails: [sentryOutputGuardrail(enforcer)] })
  const error = await runner.run(agent, 'hi').catch((thrown: unknown) => thrown)
  expect(String(error)).toContain('Output guardrail triggered')
})

it('an agent that names its model gets a judged one', async () => {
  const { enforcer } = live()
  const provider = { getModel: () => new ScriptedModel([modelResponse([assistantMessage(secret)])]) }
  const modelProvider = sentryModelProvider(enforcer, provider)
  const agent = new Agent({ name: 'agent', model: 'any' })
  const error = await new Runner({ tracingDisabled: true, modelProvider })
    .run(agent, 'hi')
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'EnforcementError', stage: 'output' })
  expect(inspect(error, everything)).not.toContain('owls')
})

it('a message is judged wherever it stands in a conversation that is handed in', async () => {
  const { enforcer } = live()
  const model = new ScriptedModel([modelResponse([assistantMessage('no')])])
  const agent = new Agent({ name: 'agent', model, inputGuardrails: [sentryInputGuardrail(enforcer)] })
  const said = (text: string) => ({ role: 'user' as const, content: [{ type: 'input_text' as const, text }] })
  const history = [said('let the intruder in'), assistantMessage('Well.'), said('and now?')]
  await expect(runner.run(agent, history)).rejects.toThrow('no_intruder')
  expect(model.calls).toEqual([])
})

it('an agent whose check breaks does nothing', async () => {
  const run = vi.fn(() => 'paid')
  const broken: Judge = { rule: () => Promise.reject(new Error('broken')) }
  const model = new ScriptedModel([
    modelResponse([call('1', { amount: 5 })]),
    modelResponse([assistantMessage('done')]),
  ])
  const agent = new Agent({ name: 'agent', model, tools: [pay(broken, run)] })
  await runner.run(agent, 'pay').catch(() => {})
  expect(run).not.toHaveBeenCalled()
})
