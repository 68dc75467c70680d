import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OllamaOptions {
  readonly models?: readonly string[]
  readonly reply?: string
  /** Whether it knows `/api/chat`. Default true. */
  readonly chats?: boolean
}

export interface OllamaServer {
  readonly url: string
  /** The paths that were asked for, and with what, in order. */
  readonly calls: { readonly path: string; readonly body: Record<string, unknown> }[]
  stop(): Promise<void>
}

/** A server that speaks as much of Ollama's API as a conversation without streaming takes. */
export async function startOllama({ models = [], reply = '', chats = true }: OllamaOptions): Promise<OllamaServer> {
  const calls: OllamaServer['calls'] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const body = text === '' ? {} : JSON.parse(text)
    const path = request.url ?? ''
    calls.push({ path, body })
    const { status, answer } = answerTo(path, String(body.model))
    response.writeHead(status, { 'content-type': typeof answer === 'string' ? 'text/plain' : 'application/json' })
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  function answerTo(path: string, model: string): { status: number; answer: unknown } {
    if (path === '/api/tags') return { status: 200, answer: { models: models.map((name) => ({ name, model: name })) } }
    if (path === '/api/chat' && !chats) return { status: 404, answer: '404 page not found' }
    if (!models.includes(model)) return { status: 404, answer: { error: `model '${model}' not found` } }
    const done = { model, done: true, done_reason: 'stop' }
    if (path === '/api/chat')
      return { status: 200, answer: { ...done, message: { role: 'assistant', content: reply } } }
    if (path === '/api/generate') return { status: 200, answer: { ...done, response: reply } }
    return { status: 404, answer: '404 page not found' }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
