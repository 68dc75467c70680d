import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** What was asked, as it arrived. */
export interface ChatCall {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: {
    readonly model?: string
    readonly models?: readonly string[]
    readonly messages: readonly { readonly role: string; readonly content: string }[]
    readonly response_format?: { readonly type: string }
    readonly [field: string]: unknown
  }
}

interface Opinion {
  readonly decision: string
  readonly explanation: string
  readonly categories: readonly string[]
  readonly confidence: number
}

/** One way in which a model, or what stands before it, behaves. */
export type Behaviour =
  /** An opinion, after a while, or once something else has happened; fields of the completion can be replaced. */
  | {
      readonly kind: 'answer'
      readonly opinion?: Partial<Opinion>
      readonly delayMs?: number
      readonly after?: Promise<unknown>
      readonly completion?: object
    }
  /** These words in place of an opinion. */
  | { readonly kind: 'words'; readonly text: string; readonly finishReason?: string; readonly refusal?: string }
  /** Any status with any body. */
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: unknown
      readonly headers?: Record<string, string>
    }
  /** 200 with an error, as OpenRouter tells of what happened while the model was answering. */
  | {
      readonly kind: 'error-in-200'
      readonly code: number | string
      readonly message: string
      readonly inChoice?: boolean
    }
  /** 200 with this text as the whole body. */
  | { readonly kind: 'body'; readonly text: string }
  /** A valid opinion with this many bytes of white space around it. */
  | { readonly kind: 'flood'; readonly bytes: number }
  /** Reads the request and says nothing. */
  | { readonly kind: 'hang' }
  /** Begins the answer and says no more. */
  | { readonly kind: 'stall' }
  /** Closes the connection without a byte. */
  | { readonly kind: 'drop' }
  /** Closes the connection in the middle of the answer. */
  | { readonly kind: 'half' }

export interface ModelServer {
  /** To be used as the base URL of a judge. */
  readonly url: string
  /** The newest calls, oldest first. */
  readonly calls: readonly ChatCall[]
  /** How many calls there were. */
  readonly count: number
  /** How many are being answered. */
  readonly underWay: number
  /** The most that ever were at once. */
  readonly mostUnderWay: number
  /** From now on. A function decides call by call. */
  behave(behaviour: Behaviour | ((call: ChatCall) => Behaviour)): void
  /** For the next calls, one each; then as before. */
  next(...behaviours: readonly Behaviour[]): void
  close(): Promise<void>
}

const keptCalls = 1_000

/** A model behind an API like OpenRouter's, which does as it is told, also what real ones do at their worst. */
export async function startModelServer(port = 0): Promise<ModelServer> {
  const server = new ScriptedServer()
  await server.listen(port)
  return server
}

const harmless: Opinion = {
  decision: 'allow',
  explanation: 'ordinary work',
  categories: [],
  confidence: 0.9,
}

class ScriptedServer implements ModelServer {
  readonly calls: ChatCall[] = []
  count = 0
  underWay = 0
  mostUnderWay = 0
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #next: Behaviour[] = []
  #behaviour: Behaviour | ((call: ChatCall) => Behaviour) = { kind: 'answer' }

  constructor() {
    this.#server = createServer((request, response) => {
      this.underWay++
      this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
      response.once('close', () => this.underWay--)
      // A client that went away is what some of this is for.
      this.#handle(request, response).catch(() => response.destroy())
    })
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  async listen(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#server.once('error', reject).listen(port, '127.0.0.1', resolve)
    await promise
  }

  behave(behaviour: Behaviour | ((call: ChatCall) => Behaviour)): void {
    this.#behaviour = behaviour
  }

  next(...behaviours: readonly Behaviour[]): void {
    this.#next.push(...behaviours)
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#server.close(() => resolve())
    for (const socket of this.#sockets) socket.destroy()
    await promise
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ChatCall['body']
    const call = { path: request.url ?? '', headers: request.headers, body }
    this.count++
    this.calls.push(call)
    if (this.calls.length > keptCalls) this.calls.shift()
    const behaviour =
      this.#next.shift() ?? (typeof this.#behaviour === 'function' ? this.#behaviour(call) : this.#behaviour)
    await behave(behaviour, call, response)
  }
}

async function behave(behaviour: Behaviour, call: ChatCall, response: ServerResponse): Promise<void> {
  switch (behaviour.kind) {
    case 'answer':
      if (behaviour.delayMs !== undefined) await delay(behaviour.delayMs)
      await behaviour.after
      return send(response, 200, { ...completion(call, opinionText(behaviour.opinion)), ...behaviour.completion })
    case 'words': {
      const { text, finishReason = 'stop', refusal = null } = behaviour
      const message = { role: 'assistant', content: text, refusal }
      return send(response, 200, {
        ...completion(call, text),
        choices: [{ index: 0, finish_reason: finishReason, message }],
      })
    }
    case 'status':
      return send(response, behaviour.status, behaviour.body ?? {}, behaviour.headers)
    case 'error-in-200': {
      const error = { code: behaviour.code, message: behaviour.message }
      if (!behaviour.inChoice) return send(response, 200, { error })
      const message = { role: 'assistant', content: '{"decision":"al' }
      return send(response, 200, {
        ...completion(call, ''),
        choices: [{ index: 0, finish_reason: 'error', error, message }],
      })
    }
    case 'body':
      return send(response, 200, behaviour.text)
    case 'flood':
      return send(response, 200, JSON.stringify(completion(call, opinionText())) + ' '.repeat(behaviour.bytes))
    case 'hang':
      return
    case 'stall':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{"id":')
      return
    case 'drop':
      response.destroy()
      return
    case 'half': {
      const text = JSON.stringify(completion(call, opinionText()))
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      response.write(text.slice(0, text.length / 2), () => response.destroy())
      return
    }
  }
}

function opinionText(opinion: Partial<Opinion> = {}): string {
  return JSON.stringify({ ...harmless, ...opinion })
}

/** A completion with what OpenRouter tells of tokens and cost. */
function completion({ body }: ChatCall, content: string) {
  return {
    id: 'gen-1',
    object: 'chat.completion',
    created: 1_795_000_000,
    model: body.model ?? body.models?.[0] ?? 'none',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content, refusal: null } }],
    usage: { prompt_tokens: 900, completion_tokens: 60, total_tokens: 960, cost: 0.00017 },
  }
}

function send(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
