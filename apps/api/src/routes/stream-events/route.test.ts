import type { AuditEntry, TraceEventData } from '@agentsentry/contract'
import { afterAll, describe, expect, test } from 'vitest'
import { startApiUnderTest } from '../api-under-test.ts'

const api = await startApiUnderTest()
afterAll(api.stop)

interface Received {
  readonly id: string
  readonly event: string
  readonly data: TraceEventData & AuditEntry
}

interface Listening {
  readonly lastEventId?: string
  readonly since?: string
  readonly began?: () => Promise<void>
}

/** Listens until so many events have come. */
async function listen(count: number, { lastEventId, since, began }: Listening = {}): Promise<Received[]> {
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const query = since === undefined ? '' : `?${new URLSearchParams({ since })}`
  const response = await fetch(`${api.url}/events${query}`, { headers, signal: AbortSignal.timeout(15_000) })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  await began?.()
  const received: Received[] = []
  let text = ''
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += Buffer.from(chunk).toString()
    const parts = text.split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts) {
      const [, id, event, data] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(part) ?? []
      if (id !== undefined) received.push({ id, event: event ?? '', data: JSON.parse(data ?? '') })
    }
    if (received.length >= count) break
  }
  return received
}

describe('200', () => {
  test('a trace is told to whoever listens, without its content', async () => {
    const { id: session } = await api.newSession()
    let checked = ''
    const [event] = await listen(1, {
      began: async () => {
        checked = (await api.check(session, 'user', { text: 'a private matter' })).id
      },
    })
    expect(event).toMatchObject({ event: 'trace', data: { id: checked, session_id: session, decision: 'allow' } })
    expect(JSON.stringify(event)).not.toContain('private')
  })

  test('what was there a moment before is not told as new', async () => {
    const { id: session } = await api.newSession()
    await api.check(session, 'user', { text: 'before' })
    await api.check(session, 'user', { text: 'just before' })
    let after = ''
    const [event] = await listen(1, {
      began: async () => {
        after = (await api.check(session, 'user', { text: 'after' })).id
      },
    })
    expect(event?.data.id).toBe(after)
  })

  test('a block is told as a trace and as an entry of the audit log', async () => {
    const { id: session } = await api.newSession()
    const events = await listen(2, {
      began: async () => {
        await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table x' } })
      },
    })
    expect(events.map(({ event, data }) => [event, data.decision ?? data.action])).toEqual([
      ['trace', 'block'],
      ['audit', 'trace_block'],
    ])
  })

  test('with `Last-Event-ID` nothing is lost in between', async () => {
    const { id: session } = await api.newSession()
    const [first] = await listen(1, { began: async () => void (await api.check(session, 'user', { text: 'one' })) })
    const missed = [
      await api.check(session, 'user', { text: 'two' }),
      await api.check(session, 'user', { text: 'three' }),
    ]
    const events = await listen(2, { lastEventId: first?.id ?? '' })
    const ids = events.map(({ data }) => data.id)
    for (const { id } of missed) expect(ids).toContain(id)
  })

  test('with `since` it begins with what has happened since then', async () => {
    const { id: session } = await api.newSession()
    const since = new Date().toISOString()
    const { id } = await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table y' } })
    const events: Received[] = []
    // What happened a few seconds before comes, too.
    for (let count = 2; !events.some(({ event, data }) => event === 'audit' && data.target_id === id); count++) {
      events.splice(0, events.length, ...(await listen(count, { since })))
    }
    expect(events.map(({ data }) => data.id)).toContain(id)
  })

  test('with `since` it does not begin with what was before, but for a few seconds', async () => {
    const { id: session } = await api.newSession()
    await api.check(session, 'tool', { tool: 'sql', args: { q: 'drop table z' } })
    let after = ''
    const [event] = await listen(1, {
      since: new Date(Date.now() + 60_000).toISOString(),
      began: async () => {
        after = (await api.check(session, 'user', { text: 'after' })).id
      },
    })
    expect(event?.data.id).toBe(after)
  })

  test('who is cut off before the first event knows where to go on', async () => {
    const { id: session } = await api.newSession()
    await api.check(session, 'user', { text: 'before' })
    const response = await fetch(`${api.url}/events`)
    const { value } = (await response.body?.getReader().read()) ?? {}
    const [, lastEventId = ''] = /^id: (.+)$/m.exec(Buffer.from(value ?? []).toString()) ?? []
    const missed = await api.check(session, 'user', { text: 'missed' })
    const events = await listen(2, { lastEventId })
    expect(events.map(({ data }) => data.id)).toContain(missed.id)
  })
})

test('422: a `Last-Event-ID` that this API did not give is refused', async () => {
  const { status, body } = await api.get('/events', { 'last-event-id': "x' or 1=1" })
  expect(status).toBe(422)
  expect(body).toMatchObject({ code: 'cursor_invalid' })
})

test('422: a `since` that is no time is refused', async () => {
  expect(await api.get('/events?since=yesterday')).toMatchObject({ status: 422 })
})

test('open streams do not keep the server from closing', async () => {
  const other = await startApiUnderTest()
  const response = await fetch(`${other.url}/events`)
  const ended = response.text()
  await other.stop()
  expect(await ended).toContain('retry: 2000')
})
