import { type ModelServer, startModelServer } from '../../model-server.ts'
import { payloads } from './payloads.ts'

/** A model that says the payloads: as explanations, categories and its own name, and as what it cannot answer for. */
export async function startHostileJudge(): Promise<ModelServer> {
  const model = await startModelServer()
  let asked = 0
  model.behave(() => {
    const payload = payloads[asked++ % payloads.length] ?? ''
    if (asked % 7 === 0) return { kind: 'status', status: 400, body: { error: { code: 400, message: payload } } }
    return {
      kind: 'answer',
      opinion: {
        decision: asked % 5 === 0 ? 'ask' : 'allow',
        explanation: payload.slice(0, 1_500),
        categories: [payload.slice(0, 80)],
      },
      completion: { model: payload.slice(0, 100) },
    }
  })
  return model
}
