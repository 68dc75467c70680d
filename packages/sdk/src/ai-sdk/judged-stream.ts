import type { LanguageModelV4StreamPart as Part } from '@ai-sdk/provider'
import type { Judge } from '../judge.ts'
import { judgedSpeech } from '../language-model-v4/judged-speech.ts'

/**
 * Holds each text of a stream back until its end and lets it on when it was judged. Calls of tools come last, so that none runs
 * beside a text that is denied. Parts as the provider sent them (`raw`) are left out: they hold what is not judged yet.
 */
export function judgedStream(judge: Judge): TransformStream<Part, Part> {
  const texts = new Map<string, Part[]>()
  const calls: Part[] = []
  let isRewritten = false

  async function release(key: string, controller: TransformStreamDefaultController<Part>): Promise<void> {
    const parts = texts.get(key) ?? []
    texts.delete(key)
    const said = parts.map((part) => ('delta' in part ? part.delta : '')).join('')
    const [kind, id] = key.startsWith('text')
      ? (['text', key.slice(5)] as const)
      : (['reasoning', key.slice(10)] as const)
    const text = await judgedSpeech(judge, kind, said)
    if (text === null) return parts.forEach((part) => void controller.enqueue(part))
    isRewritten = true
    controller.enqueue({ type: `${kind}-start`, id })
    controller.enqueue({ type: `${kind}-delta`, id, delta: text })
    controller.enqueue({ type: `${kind}-end`, id })
  }

  return new TransformStream({
    async transform(part, controller) {
      switch (part.type) {
        case 'text-start':
        case 'text-delta':
        case 'text-end':
        case 'reasoning-start':
        case 'reasoning-delta':
        case 'reasoning-end': {
          const [kind, event] = part.type.split('-')
          const key = `${kind}:${part.id}`
          const held = texts.get(key)
          if (held === undefined) texts.set(key, [part])
          else held.push(part)
          if (event === 'end') await release(key, controller)
          return
        }
        case 'tool-call':
        case 'tool-result':
        case 'tool-approval-request':
          calls.push(part)
          return
        case 'raw':
          return
        case 'finish': {
          for (const key of [...texts.keys()]) await release(key, controller)
          for (const call of calls.splice(0)) controller.enqueue(call)
          const { providerMetadata: _, ...finish } = part
          controller.enqueue(isRewritten ? finish : part)
          return
        }
        default:
          controller.enqueue(part)
      }
    },
  })
}
