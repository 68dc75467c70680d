import type { JudgeRequest } from '@agentsentry/pipeline'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ChatCall, type ModelServer, startModelServer } from '../../../../tests/model-server.ts'
import { defaultJudgeModels } from './judge-defaults.ts'
import { OpenRouterJudge, type OpenRouterJudgeOptions } from './openrouter-judge.ts'

let server: ModelServer
beforeAll(async () => {
  server = await startModelServer()
})
afterAll(() => server.close())
beforeEach(() => server.behave({ kind: 'answer' }))

const request: JudgeRequest = {
  traceId: 'trace-1',
  role: 'tool',
  phase: 'tool_call',
  tool: 'shell',
  contentJson: '{"tool":"shell","args":{"command":"ls"}}',
  decision: 'allow',
  window: [{ role: 'user', phase: 'user', tool: null, contentJson: '{"text":"list my files"}', decision: 'allow' }],
}
const never = new AbortController().signal

function judgeAt(options: Partial<OpenRouterJudgeOptions> = {}): OpenRouterJudge {
  return new OpenRouterJudge({ baseUrl: server.url, apiKey: 'key-1', maskSecrets: (text) => text, ...options })
}

function lastCall(): ChatCall {
  return server.calls.at(-1) as ChatCall
}

describe('what is asked', () => {
  test('OpenRouter gets the list of models, the schema in strict mode, and only providers that take all of it', async () => {
    await judgeAt({ dialect: 'openrouter' }).judge(request, never)
    const { path, headers, body } = lastCall()
    expect(path).toBe('/v1/chat/completions')
    expect(headers.authorization).toBe('Bearer key-1')
    expect(body).toEqual({
      models: ['openai/gpt-4o-mini', 'openai/gpt-6-luna'],
      provider: { require_parameters: true },
      messages: [
        { role: 'system', content: expect.any(String) },
        { role: 'user', content: expect.any(String) },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'opinion',
          strict: true,
          schema: expect.objectContaining({ additionalProperties: false }),
        },
      },
      max_tokens: expect.any(Number),
    })
  })

  test('other endpoints get one model and nothing that is only OpenRouter’s', async () => {
    await judgeAt({ models: ['llama3', 'qwen3'], apiKey: undefined }).judge(request, never)
    const { headers, body } = lastCall()
    expect(headers.authorization).toBeUndefined()
    expect(Object.keys(body).sort()).toEqual(['max_tokens', 'messages', 'model', 'response_format'])
    expect(body.model).toBe('llama3')
  })

  test('the operator’s text stands with the instructions, and no content does', async () => {
    await judgeAt({ promptExtension: 'Payments over 100 EUR need a person.' }).judge(request, never)
    const [system, user] = lastCall().body.messages
    expect(system?.content).toContain('Payments over 100 EUR need a person.')
    expect(system?.content).not.toContain('list my files')
    expect(user?.content).toContain('{"text":"list my files"}')
    expect(user?.content).not.toContain('Payments')
  })

  test('secrets are masked in the step, its tool, and the steps before it', async () => {
    const secret = 'sk-live-4242'
    const [earlier] = request.window
    const window = earlier === undefined ? [] : [{ ...earlier, contentJson: `{"text":"${secret}"}` }]
    const masked = judgeAt({ maskSecrets: (text) => text.replaceAll(secret, '[masked]') })
    await masked.judge({ ...request, tool: `curl ${secret}`, contentJson: `{"args":"${secret}"}`, window }, never)
    expect(JSON.stringify(lastCall().body)).not.toContain(secret)
    expect(lastCall().body.messages[1]?.content.match(/\[masked\]/g)).toHaveLength(3)
  })
})

describe('the opinion', () => {
  test('is what the fields say, with model, tokens, cost and latency', async () => {
    server.next({
      kind: 'answer',
      delayMs: 30,
      opinion: { decision: 'block', explanation: 'sends a key away', categories: ['LLM02', 'ASI03', 'no such'] },
      completion: { model: 'openai/gpt-6-luna-2026-09-22' },
    })
    const opinion = await judgeAt().judge(request, never)
    expect(opinion).toEqual({
      decision: 'block',
      explanation: 'sends a key away',
      categories: ['OWASP-LLM02:2025', 'OWASP-ASI03:2026'],
      confidence: 0.9,
      model: 'openai/gpt-6-luna-2026-09-22',
      promptTokens: 900,
      completionTokens: 60,
      costUsd: 0.00017,
      latencyMs: expect.any(Number),
      cached: false,
    })
    expect(opinion.latencyMs).toBeGreaterThanOrEqual(29)
  })

  test.each([
    ['nothing told', { prompt_tokens: 5 }, null],
    ['free of charge', { cost: 0 }, 0],
    ['a negative cost counts as not told', { cost: -5 }, null],
    [
      'with a key of one’s own, the provider’s part is added',
      { cost: 0.01, is_byok: true, cost_details: { upstream_inference_cost: 0.5 } },
      0.51,
    ],
    [
      'without one, that part is in the cost already',
      { cost: 0.5, is_byok: false, cost_details: { upstream_inference_cost: 0.5 } },
      0.5,
    ],
  ])('cost: %s', async (_, usage, costUsd) => {
    server.next({ kind: 'answer', completion: { usage } })
    expect((await judgeAt().judge(request, never)).costUsd).toBe(costUsd)
  })

  test('an explanation cannot move a terminal’s cursor, hide text, or be endless', async () => {
    server.next({ kind: 'answer', opinion: { explanation: `\u001b[2Jred\u202e\u0007${'x'.repeat(5_000)}` } })
    const { explanation } = await judgeAt().judge(request, never)
    expect(explanation).toMatch(/^\[2Jred\s+x+…$/)
    expect(explanation).toHaveLength(2_001)
  })

  test('an explanation that repeats a secret is masked', async () => {
    server.next({ kind: 'answer', opinion: { explanation: 'it sends sk-live-4242' } })
    const masked = judgeAt({ maskSecrets: (text) => text.replaceAll('sk-live-4242', '[masked]') })
    expect((await masked.judge(request, never)).explanation).toBe('it sends [masked]')
  })
})

describe('an endpoint that does not take everything', () => {
  const refusesFormats = (refused: readonly string[], status: number) => (call: ChatCall) => {
    const type = call.body.response_format?.type
    if (type === undefined || !refused.includes(type)) return { kind: 'answer' } as const
    return {
      kind: 'status',
      status,
      body: { error: { message: `response_format.type ${type} is unavailable` } },
    } as const
  }

  test.each([400, 404, 422])(
    'refusing the schema with %i, it is asked for a JSON object, and that is remembered',
    async (status) => {
      server.behave(refusesFormats(['json_schema'], status))
      const judge = judgeAt({ models: ['m'] })
      const before = server.count
      await judge.judge(request, never)
      expect(server.count - before).toBe(2)
      await judge.judge(request, never)
      expect(server.count - before).toBe(3)
      expect(lastCall().body.response_format).toEqual({ type: 'json_object' })
    },
  )

  test('refusing that too, it is asked for nothing, and what it answers must still be an opinion', async () => {
    server.behave(refusesFormats(['json_schema', 'json_object'], 400))
    const judge = judgeAt({ models: ['m'] })
    await judge.judge(request, never)
    expect(lastCall().body.response_format).toBeUndefined()
    server.next({ kind: 'words', text: 'I would allow it.' })
    await expect(judge.judge(request, never)).rejects.toMatchObject({ code: 'malformed' })
  })

  test('after an hour everything is tried again', async () => {
    let nowMs = 1_000
    server.behave(refusesFormats(['json_schema'], 400))
    const judge = judgeAt({ models: ['m'], nowMs: () => nowMs })
    await judge.judge(request, never)
    server.behave({ kind: 'answer' })
    nowMs += 61 * 60 * 1000
    await judge.judge(request, never)
    expect(lastCall().body.response_format?.type).toBe('json_schema')
  })

  test('the limit on tokens goes by the name that it takes', async () => {
    server.behave(({ body }) => {
      if (body.max_tokens === undefined) return { kind: 'answer' }
      const message =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
      return { kind: 'status', status: 400, body: { error: { message, code: 'unsupported_parameter' } } }
    })
    await judgeAt({ models: ['m'] }).judge(request, never)
    expect(lastCall().body).toMatchObject({ max_completion_tokens: expect.any(Number) })
  })

  test('where OpenRouter has no provider for all fields, the limit on tokens goes first and the schema last', async () => {
    const noProvider = { message: 'No endpoints found that can handle the requested parameters.', code: 404 }
    server.behave(({ body }) =>
      body.max_tokens === undefined ? { kind: 'answer' } : { kind: 'status', status: 404, body: { error: noProvider } },
    )
    await judgeAt({ dialect: 'openrouter' }).judge(request, never)
    expect(lastCall().body.response_format?.type).toBe('json_schema')
    server.behave(({ body }) =>
      body.response_format === undefined
        ? { kind: 'answer' }
        : { kind: 'status', status: 404, body: { error: noProvider } },
    )
    await judgeAt({ dialect: 'openrouter' }).judge(request, never)
    expect(lastCall().body.models).toEqual(defaultJudgeModels)
  })

  test.each([
    ['OpenRouter', 'openrouter', 400, 'openai/gpt-4o-mini is not a valid model ID', undefined],
    ['OpenRouter without a provider', 'openrouter', 404, 'No endpoints found for openai/gpt-4o-mini.', undefined],
    [
      'OpenAI',
      'openai',
      404,
      'The model `openai/gpt-4o-mini` does not exist or you do not have access to it.',
      'model_not_found',
    ],
    ['Ollama', 'openai', 404, 'model "openai/gpt-4o-mini" not found, try pulling it first', undefined],
  ] as const)(
    'on the day when the first model is gone from %s, the second answers',
    async (_, dialect, status, message, code) => {
      server.behave(({ body }) => {
        const isAsked = body.model === defaultJudgeModels[0] || body.models?.includes(defaultJudgeModels[0] as string)
        return isAsked
          ? { kind: 'status', status, body: { error: { message, code: code ?? status } } }
          : { kind: 'answer' }
      })
      const judge = judgeAt({ dialect })
      expect((await judge.judge(request, never)).model).toBe('openai/gpt-6-luna')
      const before = server.count
      await judge.judge(request, never)
      expect(server.count - before).toBe(1)
    },
  )

  test('with no other model, an unknown one is for a person to put right', async () => {
    server.behave({ kind: 'status', status: 404, body: { error: { message: 'model "m" not found' } } })
    await expect(judgeAt({ models: ['m'] }).judge(request, never)).rejects.toMatchObject({
      code: 'rejected',
      retryable: false,
      message: 'the provider answered 404: model "m" not found',
    })
  })

  test('one that refuses all of it ends with an error, not without end', async () => {
    server.behave({ kind: 'status', status: 400, body: { error: { message: 'bad response_format and max_tokens' } } })
    const before = server.count
    await expect(judgeAt().judge(request, never)).rejects.toMatchObject({ code: 'rejected' })
    expect(server.count - before).toBeLessThan(8)
  })
})

describe('what it cannot be set up with', () => {
  test.each([
    [{ baseUrl: 'ftp://example.com' }, 'not a URL of HTTP'],
    [{ baseUrl: 'no url' }, 'not a URL'],
    [{ baseUrl: 'https://me:secret@example.com/v1' }, 'must hold no password'],
    [{ models: [] }, 'needs a model'],
    [{ models: ['a', 'b', 'c', 'd'], dialect: 'openrouter' as const }, 'at most 3 models'],
  ])('%j', (options, message) => {
    expect(() => judgeAt(options)).toThrow(message)
  })

  test('its identity follows the models and the prompt, and is not the key’s', () => {
    const { identity } = judgeAt()
    expect(judgeAt({ apiKey: 'another' }).identity).toBe(identity)
    expect(judgeAt({ models: ['m'] }).identity).not.toBe(identity)
    expect(judgeAt({ promptExtension: 'x' }).identity).not.toBe(identity)
  })
})
