import { setTimeout as wait } from 'node:timers/promises'
import { inPostgres } from '../services/postgres-query.ts'

/** One request that was sent. `answer` is what came back, if anything did. */
interface Sent {
  readonly key: string
  readonly body: string
  answer: { readonly status: number; readonly id: string | null; readonly ms: number } | null
}

export interface LoadOptions {
  readonly url: string
  readonly sessionId: string
  readonly clients: number
  readonly signal: AbortSignal
}

/** What the database holds beside what was acknowledged. */
export interface Reckoning {
  readonly acknowledged: number
  /** Acknowledged and not there. */
  readonly lost: number
  /** Keys under which more than one trace was written. */
  readonly twice: number
  /** Blocked, and without their entry in the audit log; or with two. */
  readonly badlyAudited: number
}

/** Sends traces, each with a key of its own, and remembers what it was promised. */
export class Ledger {
  readonly #sent: Sent[] = []

  /** Many clients, each with one request after another, until the signal. A client goes on after any fault. */
  async load({ url, sessionId, clients, signal }: LoadOptions): Promise<void> {
    const client = async () => {
      while (!signal.aborted) {
        const sent = this.#next(sessionId)
        await send(url, sent)
        if (sent.answer?.status !== 200) await wait(20)
      }
    }
    await Promise.all(Array.from({ length: clients }, client))
  }

  /** Sends again what got no answer, or none that says that it is recorded, until all are acknowledged. */
  async settle(url: string): Promise<void> {
    for (const sent of this.#sent)
      for (let tries = 0; sent.answer?.status !== 200; tries++) {
        if (tries === 50)
          throw new Error(`\`${sent.key}\` is not recorded after 50 tries: ${JSON.stringify(sent.answer)}`)
        if (tries > 0) await wait(100)
        await send(url, sent)
      }
  }

  /** How often each status came, `none` for no answer at all; and the longest wait for any answer. */
  answers(): { readonly statuses: Readonly<Record<string, number>>; readonly longestMs: number } {
    const statuses: Record<string, number> = {}
    for (const { answer } of this.#sent) {
      const status = String(answer?.status ?? 'none')
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    return { statuses, longestMs: Math.max(0, ...this.#sent.map(({ answer }) => answer?.ms ?? 0)) }
  }

  async reckon(databaseUrl: string): Promise<Reckoning> {
    const acknowledged = this.#sent.filter(({ answer }) => answer?.status === 200)
    const ids = new Set((await inPostgres<{ id: string }>(databaseUrl, 'select id from traces')).map(({ id }) => id))
    const [counts] = await inPostgres<{ twice: number; bad: number }>(
      databaseUrl,
      `select
        (select count(*)::int from (select content from traces group by content having count(*) > 1) doubled) as twice,
        (select count(*)::int from traces where decision = 'block' and
          (select count(*) from audit_logs where action = 'trace_block' and target_id = traces.id::text) <> 1) as bad`,
    )
    return {
      acknowledged: acknowledged.length,
      lost: acknowledged.filter(({ answer }) => !ids.has(answer?.id ?? '')).length,
      twice: counts?.twice ?? Number.NaN,
      badlyAudited: counts?.bad ?? Number.NaN,
    }
  }

  /** No two have equal content, so that content tells what was written twice; every third is blocked. */
  #next(sessionId: string): Sent {
    const number = this.#sent.length
    const content =
      number % 3 === 0 ? { tool: 'shell', args: { command: 'rm -rf /', number } } : { text: `step ${number}` }
    const role = 'tool' in content ? 'tool' : 'user'
    const sent: Sent = {
      key: `key-${number}`,
      body: JSON.stringify({ session_id: sessionId, role, content }),
      answer: null,
    }
    this.#sent.push(sent)
    return sent
  }
}

async function send(url: string, sent: Sent): Promise<void> {
  const begin = performance.now()
  try {
    const headers = { 'content-type': 'application/json', 'idempotency-key': sent.key }
    const signal = AbortSignal.timeout(30_000)
    const response = await fetch(`${url}/traces`, { method: 'POST', headers, body: sent.body, signal })
    const body = (await response.json()) as { id?: string }
    sent.answer = { status: response.status, id: body.id ?? null, ms: performance.now() - begin }
  } catch {
    // No answer: the server or the way to it is gone. It counts as `none`, and is sent again when all is well.
    sent.answer = null
  }
}
