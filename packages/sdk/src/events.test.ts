import type { ServerEvent } from '@agentsentry/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveServer, startLiveServer } from '../../../tests/live-server.ts'
import { startScriptedServer } from '../testing/scripted-server.ts'
import { AgentSentryClient } from './index.ts'

describe('events', () => {
  let server: LiveServer
  let client: AgentSentryClient
  beforeEach(async () => {
    server = await startLiveServer()
    client = new AgentSentryClient({ baseUrl: server.url })
  })
  afterEach(() => server.stop())

  it('come as they happen, and go on behind the last one that was seen', async () => {
    const { id } = await client.createSession()
    const send = (text: string) => client.sendTrace({ session_id: id, role: 'user', content: { text } })
    const ending = new AbortController()
    const seen: ServerEvent[] = []
    const states: string[] = []
    const onConnection = (state: 'open' | 'lost') => {
      states.push(state)
      void send('first')
    }
    for await (const event of client.events({ signal: ending.signal, onConnection })) {
      seen.push(event)
      if (event.event === 'trace') break
    }
    expect(states).toEqual(['open'])
    expect(seen.at(-1)).toMatchObject({ event: 'trace', data: { session_id: id, role: 'user', decision: 'allow' } })
    const second = await send('second')
    const lastEventId = seen.at(-1)?.id
    for await (const event of client.events({ lastEventId })) {
      if (event.data.id !== second.id) continue
      expect(event).toMatchObject({ event: 'trace', data: { id: second.id } })
      break
    }
  })

  it('end when the signal is aborted, also while nothing happens', async () => {
    const ending = new AbortController()
    const onConnection = () => setTimeout(() => ending.abort(), 20)
    const seen = []
    for await (const event of client.events({ signal: ending.signal, onConnection })) seen.push(event)
    expect(seen).toEqual([])
    ending.abort()
    for await (const event of client.events({ signal: ending.signal })) seen.push(event)
    expect(seen).toEqual([])
  })
})

const stream = (body: string) => ({ headers: { 'content-type': 'text/event-stream' }, body })
const traceEvent = (id: string) => `id: ${id}\nevent: trace\ndata: {"id":"${id}"}\n\n`

describe('a connection that is lost', () => {
  it('is made again, from behind the last event, and what is no event of ours is passed over', async () => {
    const server = await startScriptedServer((_, index) => {
      if (index === 1) return { drop: true }
      if (index === 2) return { status: 503, body: { code: 'overloaded', detail: 'no' } }
      return stream(
        index === 0
          ? `${traceEvent('a')}event: newer\ndata: {}\n\nevent: trace\ndata: no JSON\n\n${traceEvent('b')}`
          : traceEvent('c'),
      )
    })
    const client = new AgentSentryClient({ baseUrl: server.url, apiKey: 'k' })
    const ids: string[] = []
    const states: string[] = []
    for await (const { id } of client.events({ onConnection: (state) => states.push(state) })) {
      ids.push(id)
      if (id === 'c') break
    }
    expect(ids).toEqual(['a', 'b', 'c'])
    expect(states).toEqual(['open', 'lost', 'lost', 'lost', 'open'])
    expect(server.received.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'b', 'b', 'b'])
    expect(server.received[0]).toMatchObject({ url: '/events', headers: { authorization: 'Bearer k' } })
    await server.stop()
  })

  it('is made again from where it began when no event had come, and from `since` where even that was not told', async () => {
    const server = await startScriptedServer((_, index) =>
      index === 0 ? { drop: true } : stream(index === 1 ? 'retry: 2000\nid: begin\n\n' : traceEvent('a')),
    )
    const client = new AgentSentryClient({ baseUrl: server.url })
    for await (const _ of client.events({ since: new Date('2026-12-01T00:00:00Z') })) break
    expect(server.received.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
      ['/events?since=2026-12-01T00%3A00%3A00.000Z', undefined],
      ['/events?since=2026-12-01T00%3A00%3A00.000Z', undefined],
      ['/events', 'begin'],
    ])
    await server.stop()
  })

  it('is not made again when the server refuses', async () => {
    const server = await startScriptedServer((_, index) =>
      index === 0 ? stream(traceEvent('a')) : { status: 403, body: { code: 'key_wrong', detail: 'revoked' } },
    )
    const client = new AgentSentryClient({ baseUrl: server.url })
    const listen = async () => {
      for await (const _ of client.events());
    }
    await expect(listen()).rejects.toMatchObject({ name: 'ApiError', status: 403, code: 'key_wrong' })
    await server.stop()
  })
})
