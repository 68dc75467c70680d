import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { hostOf } from './webhook-target.ts'

export interface WebhookPost {
  readonly url: URL
  /** The only ones to connect to. */
  readonly addresses: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly signal: AbortSignal
}

export interface WebhookAnswer {
  readonly status: number
  readonly retryAfter: string | undefined
}

const maxHeaderBytes = 8 * 1024
const maxAnswerBytes = 4 * 1024
/** A receiver that has answered may finish what it says, so that it sees no broken connection; nobody reads it. */
const restMs = 500

/**
 * Posts over a connection of its own to one of the addresses; the name is used for the `Host` header and for the
 * certificate alone. Redirects are answers like others, and no proxy is asked. Rejects when there is no answer.
 */
export function postWebhook({ url, addresses, headers, body, signal }: WebhookPost): Promise<WebhookAnswer> {
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = open({
      host: hostOf(url),
      port: url.port,
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.length) },
      agent: false,
      lookup: pinned(addresses),
      maxHeaderSize: maxHeaderBytes,
      signal,
    })
    request.once('response', (response) => {
      const { statusCode = 0, headers } = response
      let received = 0
      const finish = () => {
        clearTimeout(timer)
        response.destroy()
        resolve({ status: statusCode, retryAfter: headers['retry-after'] })
      }
      const timer = setTimeout(finish, restMs)
      response.on('data', (chunk: Buffer) => {
        received += chunk.length
        if (received > maxAnswerBytes) finish()
      })
      // The status is the answer. What breaks afterwards changes nothing.
      response.on('error', finish)
      response.once('close', finish)
    })
    request.once('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('the receiver asked for another protocol'))
    })
    request.on('error', reject)
    request.once('close', () => reject(new Error('the connection was closed without an answer')))
    request.end(body)
  })
}

/** Answers every look-up with what was checked. */
function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, { all: wantsAll }, callback) => {
    if (wantsAll) callback(null, all)
    else callback(null, all[0]?.address ?? '', all[0]?.family)
  }
}
