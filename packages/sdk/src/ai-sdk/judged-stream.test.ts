import type { LanguageModelV4StreamPart as Part } from '@ai-sdk/provider'
import { convertArrayToReadableStream, convertReadableStreamToArray } from 'ai/test'
import { beforeAll, describe, expect, it } from 'vitest'
import { usage } from '../../conformance/ai-sdk-model.ts'
import { messageRules } from '../../conformance/message-scenarios.ts'
import { denialOf, liveEnforcers } from '../../testing/enforcer-under-test.ts'
import type { Judge } from '../judge.ts'
import { judgedStream } from './judged-stream.ts'

const { client, live } = liveEnforcers()
beforeAll(() => client().importRules(messageRules))

const finish: Part = {
  type: 'finish',
  finishReason: { unified: 'stop', raw: undefined },
  usage,
  providerMetadata: { p: { logprobs: 'of every word' } },
}
const said = (id: string, ...deltas: string[]): Part[] => [
  { type: 'text-start', id },
  ...deltas.map((delta): Part => ({ type: 'text-delta', id, delta })),
  { type: 'text-end', id },
]
const call: Part = { type: 'tool-call', toolCallId: '1', toolName: 'note', input: '{}' }

/** What comes out, and the error with which the stream ends. */
async function through(parts: Part[], judge: Judge = live().enforcer): Promise<Part[]> {
  return convertReadableStreamToArray(convertArrayToReadableStream(parts).pipeThrough(judgedStream(judge)))
}

describe('a stream of a model', () => {
  it('comes out as it went in when all of it is allowed', async () => {
    const parts = [...said('0', 'Good ', 'morning'), call, finish]
    expect(await through(parts)).toEqual(parts)
  })

  it('gives nothing of a text away before its end', async () => {
    const open: Part[] = []
    const stream = convertArrayToReadableStream(said('0', 'Good ', 'morning').slice(0, -1)).pipeThrough(
      judgedStream(live().enforcer),
    )
    for await (const part of stream) open.push(part)
    expect(open).toEqual([])
  })

  it('has its texts told apart by their ids, however they are mixed', async () => {
    const [a1, a2, a3] = said('a', 'one') as [Part, Part, Part]
    const [b1, b2, b3] = said('b', 'two') as [Part, Part, Part]
    expect(await through([a1, b1, b2, a2, b3, a3, finish])).toEqual([b1, b2, b3, a1, a2, a3, finish])
  })

  it('ends in a denial when a text is blocked, and calls before it do not get out', async () => {
    const denial = await denialOf(through([call, ...said('0', 'the launch ', 'code'), finish]))
    expect(denial).toMatchObject({ stage: 'output', decision: 'block' })
  })

  it('has a text judged that never ends', async () => {
    await denialOf(through([...said('0', 'the launch code').slice(0, -1), finish]))
    const open = said('0', 'fine').slice(0, -1)
    expect(await through([...open, finish])).toEqual([...open, finish])
  })

  it('has what the model thinks judged as well', async () => {
    const thought: Part[] = [
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', delta: 'the launch code' },
      { type: 'reasoning-end', id: '0' },
    ]
    await denialOf(through([...thought, finish]))
  })

  it('is without what rules redact, and without what else quotes it', async () => {
    const { providerMetadata: _, ...rest } = finish
    const raw: Part = { type: 'raw', rawValue: { text: '555-1234' } }
    const parts = await through([raw, ...said('0', 'call 555', '-1234'), finish])
    expect(parts).toEqual([...said('0', 'call [masked:redact_phone]'), rest])
  })

  it('is ended by whatever goes wrong', async () => {
    const broken: Judge = { rule: () => Promise.reject(new Error('broken')) }
    await expect(through([...said('0', 'hello'), finish], broken)).rejects.toThrow('broken')
  })
})
