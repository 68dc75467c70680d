import type { ServerEvent } from '@agentsentry/contract'
import { isRecord } from './answer.ts'
import { ApiError } from './errors.ts'
import { EventParser } from './event-parser.ts'
import { pauseAfter } from './retry.ts'
import type { Transport } from './transport.ts'

export interface EventOptions {
  /** `id` of the last event that was seen: those behind it come first. Default: only what happens from now on. */
  lastEventId?: string | undefined
  /** Where no `lastEventId` is known: what has happened since then comes first, and of the seconds before. */
  since?: Date | undefined
  /** Ends the stream. */
  signal?: AbortSignal | undefined
  /** Told when events come in, and when the connection is lost and made again. */
  onConnection?: ((state: 'open' | 'lost') => void) | undefined
}

/** Longer than the heartbeat of the server: a connection that is silent for so long is gone, in milliseconds. */
const longestSilenceMs = 40_000

/** Events of one connection after another, until the signal is aborted or the server refuses. */
export async function* readEvents(
  transport: Transport,
  { lastEventId, since, signal, onConnection }: EventOptions,
): AsyncGenerator<ServerEvent, void, undefined> {
  const place = { lastEventId, since }
  for (let failures = 0; signal?.aborted !== true; ) {
    const connection = new AbortController()
    const end = () => connection.abort()
    signal?.addEventListener('abort', end)
    try {
      for await (const event of readConnection(transport, { place, connection, onConnection })) {
        failures = 0
        yield event
      }
    } catch (error) {
      if (error instanceof ApiError && error.status !== 429) throw error
    } finally {
      signal?.removeEventListener('abort', end)
      // Also where whoever listens has enough of it.
      end()
    }
    if (signal?.aborted) return
    onConnection?.('lost')
    await pause(pauseAfter(Math.min(++failures, 10), null), signal)
  }
}

interface Connection {
  /** Where it begins; brought along as events come. */
  readonly place: Pick<EventOptions, 'lastEventId' | 'since'>
  readonly connection: AbortController
  readonly onConnection: EventOptions['onConnection']
}

async function* readConnection(
  transport: Transport,
  { place, connection, onConnection }: Connection,
): AsyncGenerator<ServerEvent, void, undefined> {
  const { lastEventId, since } = place
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  const query = lastEventId === undefined && since !== undefined ? { since: since.toISOString() } : {}
  const body = await transport.stream(
    { method: 'GET', path: '/events', query, headers, repeatable: false },
    connection.signal,
  )
  onConnection?.('open')
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const parser = new EventParser()
  for (;;) {
    const silence = setTimeout(() => connection.abort(), longestSilenceMs)
    const { done, value } = await reader.read().finally(() => clearTimeout(silence))
    if (done) return
    for (const { id, event, data } of parser.push(decoder.decode(value, { stream: true }))) {
      const parsed = parsedData(data)
      // Kinds of events that a newer server knows are passed over.
      if ((event === 'trace' || event === 'audit') && isRecord(parsed)) yield { id, event, data: parsed } as never
    }
    if (parser.lastId !== '') place.lastEventId = parser.lastId
  }
}

function parsedData(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
