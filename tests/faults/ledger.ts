import { setTimeout as wait } from 'node:timers/promises'
import type { Decision } from '@agentsentry/contract'

/**
 * What a trace is meant to meet: the rules block it or warn of it, the judge raises it to `warn`, or nobody minds.
 */
type Kind = 'blocked' | 'warned' | 'raised' | 'plain'

/**
 * One trace that was sent, under a key of its own. `answer` is what its 200 said, once there was one; one that was replayed
 * comes after an answer that was lost on its way, and the judge may have been there in between.
 */
export interface Sent {
  readonly key: string
  readonly kind: Kind
  readonly contentJson: string
  readonly body: string
  answer: { readonly id: string; readonly decision: Decision; readonly isReplayed: boolean } | null
}

/** One request for it. `none` is no answer at all. */
interface Attempt {
  readonly status: number | 'none'
  readonly beganMs: number
  readonly endedMs: number
  /** What is wrong with an answer that is not 200, by what callers may rely on. */
  readonly complaint: string | null
}

export interface LoadOptions {
  /** Where the API is at the moment. */
  readonly url: () => string
  readonly sessionId: string
  readonly clients: number
  /** How long a client waits between two traces. */
  readonly pauseMs: number
  /** How much longer each trace is made. */
  readonly paddingBytes: number
  readonly signal: AbortSignal
}

/** How callers were answered. Times are in milliseconds. */
export interface Answers {
  readonly statuses: Readonly<Record<string, number>>
  /** Null where there was no 503. */
  readonly slowest503Ms: number | null
  readonly complaints: readonly string[]
}

const requestTimeoutMs = 30_000

/** Sends traces, each with a key of its own, and remembers what it was promised. */
export class Ledger {
  readonly sent: Sent[] = []
  readonly #attempts: Attempt[] = []

  /** Many clients, each with one trace after another, until the signal. A trace is sent again until it is taken. */
  async load({ url, sessionId, clients, pauseMs, paddingBytes, signal }: LoadOptions): Promise<void> {
    const client = async () => {
      while (!signal.aborted) {
        const sent = this.#next(sessionId, paddingBytes)
        while (!signal.aborted && sent.answer === null) {
          await this.#send(url(), sent)
          await wait(pauseMs)
        }
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
  }

  /** Sends again what has not been taken, until all is. */
  async settle(url: string): Promise<void> {
    for (const sent of this.sent)
      for (let tries = 0; sent.answer === null; tries++) {
        if (tries === 100) throw new Error(`\`${sent.key}\` is not taken after ${tries} tries`)
        if (tries > 0) await wait(200)
        await this.#send(url, sent)
      }
  }

  answers(): Answers {
    return this.answersAfter(0)
  }

  /** Of requests that were answered, or given up, after that moment. */
  answersAfter(momentMs: number): Answers {
    const attempts = this.#attempts.filter(({ endedMs }) => endedMs >= momentMs)
    const statuses: Record<string, number> = {}
    for (const { status } of attempts) statuses[status] = (statuses[status] ?? 0) + 1
    const refusals = attempts.filter(({ status }) => status === 503).map(durationMs)
    return {
      statuses,
      slowest503Ms: refusals.length === 0 ? null : Math.max(...refusals),
      complaints: [...new Set(attempts.flatMap(({ complaint }) => complaint ?? []))],
    }
  }

  /** How long the first 200 took that was asked for after that moment and then came; null where there was none. */
  firstTakenAfter(momentMs: number): number | null {
    const ends = this.#attempts
      .filter(({ status, beganMs, endedMs }) => status === 200 && (beganMs >= momentMs || endedMs >= momentMs))
      .map(({ endedMs }) => endedMs)
    return ends.length === 0 ? null : Math.min(...ends) - momentMs
  }

  /** The median of the 200s that were asked for within that time; null where there were none. */
  medianMs(fromMs: number, toMs: number): number | null {
    const durations = this.#attempts
      .filter(({ status, beganMs }) => status === 200 && beganMs >= fromMs && beganMs < toMs)
      .map(durationMs)
      .sort((left, right) => left - right)
    return durations[Math.floor(durations.length / 2)] ?? null
  }

  /** No two have equal content, so that content tells what was written twice. */
  #next(sessionId: string, paddingBytes: number): Sent {
    const number = this.sent.length
    const kind = kinds[number % kinds.length] as Kind
    const padding = paddingBytes === 0 ? {} : { padding: paddingOf(number, paddingBytes) }
    const content = { ...contentOf(kind, number), ...padding }
    const role = 'tool' in content ? 'tool' : 'user'
    const sent: Sent = {
      key: `${sessionId}-${number}`,
      kind,
      contentJson: JSON.stringify(content),
      body: JSON.stringify({ session_id: sessionId, role, content }),
      answer: null,
    }
    this.sent.push(sent)
    return sent
  }

  async #send(url: string, sent: Sent): Promise<void> {
    const beganMs = performance.now()
    const { status, complaint } = await ask(url, sent)
    this.#attempts.push({ status, complaint, beganMs, endedMs: performance.now() })
  }
}

const kinds: readonly Kind[] = ['blocked', 'warned', 'raised', 'plain', 'plain', 'plain']

/** By this word in what it is shown, the judge of these tests knows what it is to raise. */
export const raisedWord = 'harvest'

function contentOf(kind: Kind, number: number): Record<string, unknown> {
  switch (kind) {
    case 'blocked':
      return { tool: 'shell', args: { command: 'rm -rf /', number } }
    case 'warned':
      return { text: `leak password ${number}` }
    case 'raised':
      return { text: `${raisedWord} ${number}` }
    case 'plain':
      return { text: `step ${number}` }
  }
}

/** Text that no rule minds, and that a database can hardly compress. */
function paddingOf(number: number, bytes: number): string {
  const words = Array.from({ length: bytes / 4 }, (_, index) =>
    ((number * 7_919 + index * 104_729) % 46_655).toString(36),
  )
  return words.join(' ')
}

function durationMs({ beganMs, endedMs }: Attempt): number {
  return endedMs - beganMs
}

async function ask(url: string, sent: Sent): Promise<Pick<Attempt, 'status' | 'complaint'>> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': sent.key }
  const signal = AbortSignal.timeout(requestTimeoutMs)
  let status: number
  let text: string
  let isReplayed: boolean
  try {
    const response = await fetch(`${url}/traces`, { method: 'POST', headers, body: sent.body, signal })
    status = response.status
    isReplayed = response.headers.get('idempotent-replayed') === 'true'
    text = await response.text()
  } catch (error) {
    // The server or the way to it is gone. A server that is there and does not answer is another matter.
    const isSilence = (error as Error).name === 'TimeoutError'
    return { status: 'none', complaint: isSilence ? `no answer within ${requestTimeoutMs} ms` : null }
  }
  const body = JSON.parse(text) as Record<string, unknown>
  if (status === 200) sent.answer = { id: body.id as string, decision: body.decision as Decision, isReplayed }
  return { status, complaint: status === 200 ? null : complaintOf(status, body) }
}

/** A refusal says by its code that the database is away, and nothing that could be taken for a decision. */
function complaintOf(status: number, body: Record<string, unknown>): string | null {
  if ('decision' in body) return `a ${status} holds a decision`
  if (status === 503 && body.code === 'store_unavailable' && typeof body.detail === 'string') return null
  return `answered ${status} \`${String(body.code)}\`: ${String(body.detail)}`
}
