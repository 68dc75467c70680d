import type { IncomingMessage } from 'node:http'

type Answer = Pick<Response, 'ok' | 'status' | 'text'> & { readonly headers: Pick<Headers, 'get'> }

/**
 * What the SDK needs of `fetch`, without what `fetch` loads: that alone would take as long as a hook may in all. Redirects
 * are not followed, and the connection is for one request.
 */
export function leanFetch(address: string, init: RequestInit): Promise<Answer> {
  const url = new URL(address)
  // Not imported: importing a built-in module touches all that it exports, and `node:http` exports half of `fetch`.
  const { request } = process.getBuiltinModule(url.protocol === 'https:' ? 'node:https' : 'node:http')
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(new TypeError('fetch failed', { cause }))
    const options = {
      method: init.method ?? 'GET',
      headers: init.headers as Record<string, string>,
      agent: false,
      ...(init.signal && { signal: init.signal }),
    } as const
    const sent = request(url, options, (message: IncomingMessage) => {
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('error', fail)
      message.on('end', () => resolve(answerOf(message, Buffer.concat(chunks))))
    })
    sent.on('error', fail)
    sent.end(init.body ?? undefined)
  })
}

function answerOf({ statusCode: status = 0, headers }: IncomingMessage, body: Buffer): Answer {
  const get = (name: string) => {
    const value = headers[name.toLowerCase()]
    return value === undefined ? null : String(value)
  }
  return { status, ok: status >= 200 && status < 300, headers: { get }, text: async () => body.toString('utf8') }
}
