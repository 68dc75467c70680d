import { Agent, type AgentOutputType, Runner, type RunResult, tool } from '@openai/agents'
import { assistantMessage, functionCall, modelResponse, ScriptedModel } from '@openai/agents-core/testing'
import {
  sentryInputGuardrail,
  sentryModel,
  sentryNeedsApproval,
  sentryOutputGuardrail,
  sentryToolGuardrails,
} from '../src/openai-agents/index.ts'
import type { AgentJob, AgentOutcome, Integration, ModelTurn } from './integration.ts'

/** OpenAI Agents, with its own scripted model. */
export const openaiAgents: Integration = {
  name: 'OpenAI Agents',
  run,
  unsupported: {
    'the model gets an input without what rules redact': 'an input guardrail can stop a run and not change its input',
    'a call runs without what rules redact in its arguments': 'a guardrail of a tool cannot change its arguments',
  },
}

const anyObject = { type: 'object' as const, properties: {}, required: [], additionalProperties: true as const }

async function run(job: AgentJob): Promise<AgentOutcome> {
  const enforcer = job.enforcer()
  const { person } = job
  const turns = [...job.turns, ...Array.from({ length: 5 }, () => job.turns.at(-1) as ModelTurn)]
  const model = new ScriptedModel(turns.map((turn, at) => modelResponse(outputOf(turn, at))))
  const agent = new Agent<undefined, AgentOutputType>({
    name: 'agent',
    model: sentryModel(enforcer, model),
    inputGuardrails: [sentryInputGuardrail(enforcer)],
    outputGuardrails: [sentryOutputGuardrail(enforcer)],
    tools: [...job.tools].map(([name, fn]) =>
      tool({
        name,
        description: name,
        parameters: anyObject,
        strict: false,
        execute: (args) => fn(args),
        ...sentryToolGuardrails(enforcer),
        ...(person !== null && { needsApproval: sentryNeedsApproval(enforcer, name) }),
      }),
    ),
  })
  const runner = new Runner({ tracingDisabled: true })
  const exposed: unknown[] = []
  let text = ''
  type Ran = Pick<RunResult<undefined, typeof agent>, 'newItems' | 'interruptions' | 'state'>
  async function asked(input: string | Ran['state']): Promise<Ran> {
    if (!job.streaming) return runner.run(agent, input)
    const result = await runner.run(agent, input, { stream: true })
    for await (const event of result) {
      exposed.push(event)
      if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') text += event.data.delta
    }
    await result.completed
    return result
  }
  const prompts = () => model.calls.map(({ request }) => JSON.stringify(request.input))
  try {
    let input: string | Ran['state'] = job.input
    for (;;) {
      const result: Ran = await asked(input)
      if (!job.streaming)
        text = result.newItems.flatMap((item) => (item.type === 'message_output_item' ? [item.content] : [])).join('\n')
      exposed.push(result)
      const { interruptions, state } = result
      if (interruptions.length === 0 || person === null) break
      for (const item of interruptions) {
        const args = JSON.parse(item.arguments ?? '{}')
        if (person({ tool: item.name ?? '', args })) state.approve(item)
        else state.reject(item)
      }
      input = state
    }
    return { text, prompts: prompts(), exposed }
  } catch (error) {
    return { text, prompts: prompts(), error, exposed }
  }
}

function outputOf({ text, calls = [] }: ModelTurn, turn: number) {
  return [
    ...(text === undefined ? [] : [assistantMessage(text)]),
    ...calls.map(({ tool: name, args }, at) => functionCall(name, args, { callId: `call-${turn}-${at}` })),
  ]
}
