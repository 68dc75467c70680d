import { JudgeUnavailable } from '@agentsentry/pipeline'
import { retryAfterMsOf } from '../retry-after/retry-after.ts'
import { readBounded } from './read-bounded.ts'

/** More than this is no opinion. A completion with four short fields has about 1 KiB. */
const maxAnswerBytes = 64 * 1024

export interface ChatConnectionOptions {
  readonly url: URL
  readonly apiKey: string | undefined
  readonly nowMs: () => number
}

export interface RawAnswer {
  readonly status: number
  readonly body: string
  readonly retryAfterMs: number | undefined
}

/** Longer waits are somebody's mistake, and the time is tried before. */
const longestMs = 10 * 60 * 1000

/** One endpoint for chat completions, over `fetch`. */
export class ChatConnection {
  readonly #options: ChatConnectionOptions

  constructor(options: ChatConnectionOptions) {
    this.#options = options
  }

  /**
   * Sends a request and reads the answer, whatever its status. Rejects with `unreachable` when there is none and with
   * `too_large` when a success is longer than is read; an abort rejects with the reason of the signal.
   */
  async post(request: Record<string, unknown>, signal: AbortSignal): Promise<RawAnswer> {
    const { url, apiKey, nowMs } = this.#options
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
        },
        body: JSON.stringify(request),
        // The content to judge goes to the configured place and to no other.
        redirect: 'manual',
        signal,
      })
      const { text, cut } = await readBounded(response, maxAnswerBytes)
      if (cut && response.ok) {
        throw new JudgeUnavailable('too_large', `the answer is longer than ${maxAnswerBytes} bytes`, {
          retryable: true,
        })
      }
      return {
        status: response.status,
        body: text,
        retryAfterMs: retryAfterMsOf(response.headers.get('retry-after'), { nowMs: nowMs(), longestMs }) ?? undefined,
      }
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof JudgeUnavailable) throw error
      throw new JudgeUnavailable('unreachable', `no answer from ${url.host}: ${networkCause(error)}`, {
        retryable: true,
        cause: error,
      })
    }
  }
}

/** `fetch` says only that it failed; why is in the cause, as a code such as `ECONNREFUSED`. */
function networkCause(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } }
  return cause?.code ?? cause?.message ?? 'the connection failed'
}
