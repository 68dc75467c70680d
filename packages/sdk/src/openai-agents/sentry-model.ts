import type { AgentOutputItem, Model, ModelProvider, ModelResponse, StreamEvent } from '@openai/agents'
import { conversationOf } from '../adapting/conversation.ts'
import { onlyFields } from '../adapting/only-fields.ts'
import { type Judge, judged } from '../judge.ts'
import { spokenStep } from '../step.ts'

type Output = readonly AgentOutputItem[]

/**
 * A model whose every text is judged before anybody gets it. A stream is held back until the model has finished its response,
 * and then handed on as it came. A text that is denied ends the run with the EnforcementError.
 */
export function sentryModel(enforcer: Judge, model: Model): Model {
  const advice = model.getRetryAdvice?.bind(model)
  return {
    ...onlyFields(model, 'supportsPromptModelSelection'),
    ...(advice !== undefined && { getRetryAdvice: advice }),
    getResponse: async (request) => {
      const response = await model.getResponse(request)
      const output = await judgedOutput(enforcer, response.output)
      return output === null ? response : withoutProviderData(response, output)
    },
    getStreamedResponse: (request) => judgedStream(enforcer, model.getStreamedResponse(request)),
  }
}

/** A provider of such models, for a `Runner`: so that agents may name their models. */
export function sentryModelProvider(enforcer: Judge, provider: ModelProvider): ModelProvider {
  return { getModel: async (name) => sentryModel(enforcer, await provider.getModel(name)) }
}

async function* judgedStream(enforcer: Judge, events: AsyncIterable<StreamEvent>): AsyncGenerator<StreamEvent> {
  let held: StreamEvent[] = []
  for await (const event of events) {
    if (event.type !== 'response_done') {
      held.push(event)
      continue
    }
    const output = await judgedOutput(enforcer, event.response.output)
    if (output === null) yield* [...held, event]
    else {
      yield { type: 'response_started' }
      for (const text of output.flatMap(textsOf)) yield { type: 'output_text_delta', delta: text }
      yield { type: 'response_done', response: withoutProviderData(event.response, output) }
    }
    held = []
  }
}

/** Null when all of it may be taken as it is. Throws a denial. */
async function judgedOutput(enforcer: Judge, output: Output): Promise<AgentOutputItem[] | null> {
  const handedOn: AgentOutputItem[] = []
  for (const item of output) {
    const text = textsOf(item).join('')
    const step = spokenStep('assistant', text, othersOf(item))
    const rewritten = step && (await judged(enforcer, step))
    const left = rewritten === null ? text : String(rewritten.text)
    if (step !== null) await conversationOf(enforcer).note(['assistant', left])
    handedOn.push(rewritten === null ? item : rewrittenItem(item, left))
  }
  return handedOn.every((item, at) => item === output[at]) ? null : handedOn
}

function textsOf(item: AgentOutputItem): string[] {
  if (item.type === 'reasoning') return item.content.map(({ text }) => text)
  if (!('role' in item) || item.role !== 'assistant') return []
  return item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []))
}

/** What an item says beside its text: a refusal, a transcript, the whole of its reasoning. */
function othersOf(item: AgentOutputItem): Record<string, unknown> {
  if (item.type === 'reasoning') return { raw: item.rawContent?.map(({ text }) => text) }
  if (!('role' in item) || item.role !== 'assistant') return {}
  return { parts: item.content.filter(({ type }) => type !== 'output_text') }
}

/** The item with nothing of what was said but what rules left of its text. */
function rewrittenItem(item: AgentOutputItem, text: string): AgentOutputItem {
  const id = onlyFields(item, 'id')
  if (item.type === 'reasoning') return { ...id, type: 'reasoning', content: [{ type: 'input_text', text }] }
  return { ...id, type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text }] }
}

/** What a provider adds repeats the text. */
function withoutProviderData<Response extends { providerData?: unknown; output: ModelResponse['output'] }>(
  response: Response,
  output: AgentOutputItem[],
): Response {
  const { providerData: _, ...rest } = response
  return { ...rest, output } as Response
}
