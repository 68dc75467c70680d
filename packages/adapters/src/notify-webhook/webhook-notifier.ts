import { type NotifiedDelivery, type Notifier, NotifyFailure } from '@agentsentry/pipeline/ports'
import { retryAfterMsOf } from '../retry-after/retry-after.ts'
import { postWebhook, type WebhookAnswer } from './post-webhook.ts'
import type { WebhookAllow } from './webhook-allow.ts'
import { signWebhook } from './webhook-secrets.ts'
import { checkedAddresses, type ResolveHost, resolveBySystem } from './webhook-target.ts'

/** No receiver puts a delivery off for longer. */
const dayMs = 24 * 60 * 60 * 1000

export interface WebhookNotifierOptions {
  /** From `readWebhookUrl`. */
  readonly url: URL
  /** From `readWebhookSecrets`; each signs. */
  readonly secrets: readonly Buffer[]
  /** From `readWebhookAllow`. */
  readonly allow: WebhookAllow
  /** For one attempt, from looking up the name to the status of the answer. */
  readonly timeoutMs?: number
  readonly resolve?: ResolveHost
  readonly nowMs?: () => number
}

/**
 * Posts deliveries as Standard Webhooks 1.0.0 (https://www.standardwebhooks.com) says: `webhook-id` is the incident's, the
 * same at every attempt; `webhook-timestamp` and `webhook-signature` are of the attempt. 2xx is delivered; what the
 * receiver can mend by itself (408, 425, 429, 5xx, no answer) is retryable; every other answer is not, redirects and
 * `410 Gone` included.
 */
export class WebhookNotifier implements Notifier {
  readonly #options: Required<WebhookNotifierOptions>

  constructor(options: WebhookNotifierOptions) {
    this.#options = { timeoutMs: 15_000, resolve: resolveBySystem, nowMs: Date.now, ...options }
  }

  async notify(delivery: NotifiedDelivery, signal: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs)
    const answer = await this.#attempt(delivery, AbortSignal.any([signal, timeout])).catch((error: unknown) => {
      if (error instanceof NotifyFailure) throw error
      if (signal.aborted) throw new NotifyFailure('the attempt was given up', { retryable: true })
      if (timeout.aborted)
        throw new NotifyFailure(`no answer within ${this.#options.timeoutMs} ms`, { retryable: true })
      throw new NotifyFailure(`no answer: ${networkCause(error)}`, { retryable: true })
    })
    this.#judge(answer)
  }

  async #attempt({ id, payloadJson }: NotifiedDelivery, signal: AbortSignal): Promise<WebhookAnswer> {
    const { url, secrets, allow, resolve, nowMs } = this.#options
    const addresses = await untilAborted(checkedAddresses(url, allow, resolve), signal)
    const body = Buffer.from(payloadJson)
    const timestamp = Math.floor(nowMs() / 1000)
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'AgentSentry',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id, timestamp, body }, secrets),
    }
    return postWebhook({ url, addresses, headers, body, signal })
  }

  #judge({ status, retryAfter }: WebhookAnswer): void {
    if (status >= 200 && status < 300) return
    const retryable = status >= 500 || status === 408 || status === 425 || status === 429
    const retryAfterMs = retryable
      ? retryAfterMsOf(retryAfter, { nowMs: this.#options.nowMs(), longestMs: dayMs })
      : null
    throw new NotifyFailure(`the receiver answered ${status}`, { retryable, retryAfterMs })
  }
}

/** A look-up cannot be ended; it can be left alone. */
function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abandon = () => reject(signal.reason)
    if (signal.aborted) abandon()
    signal.addEventListener('abort', abandon, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon))
  })
}

/** A code such as `ECONNREFUSED`. Messages may name addresses inside the network, or quote what the other side sent. */
function networkCause(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}
