import { problemSchema, SentryError, type TraceEventData } from '@agentsentry/contract'
import { EventFeed, type EventPosition, type OpenProject, type PositionedEvent } from '@agentsentry/pipeline'
import { z } from 'zod'
import type { Route } from '../../api.ts'
import { EventStream, type StreamedEvent } from '../../http/event-stream.ts'
import { timeOf, timeSchema } from '../time-query.ts'

/** In each process. A listener costs a connection and a share of every look at the store. */
const mostListeners = 200

export const streamEvents: Route = (api, { keyGuard }) => {
  const feeds = new Map<OpenProject, EventFeed>()
  const streams = new Set<EventStream>()
  const feedOf = (project: OpenProject): EventFeed => {
    const known = feeds.get(project)
    const feed =
      known ?? new EventFeed(project.store, { onFailure: (error) => api.log.error({ err: error }, 'events wait') })
    feeds.set(project, feed)
    return feed
  }
  // Open streams would keep the server from closing. Whoever listens reconnects, and resumes.
  api.addHook('preClose', async () => {
    for (const stream of streams) stream.end()
  })
  const schema = {
    summary: 'What happens, as it happens (server-sent events)',
    description:
      'Events `trace` (a trace was recorded) and `audit` (the audit log gained an entry: blocks, raised decisions, ' +
      'quarantines, changes of rules), without content. With `Last-Event-ID`, as browsers send it when they reconnect, ' +
      'the stream goes on where it ended; with `since` it begins a few seconds before that time. An event may come ' +
      'twice; its `data.id` tells.',
    querystring: z.object({
      since: timeSchema
        .optional()
        .describe('Begins with what has happened since then. `Last-Event-ID` goes before it.'),
    }),
    headers: z.object({ 'last-event-id': z.string().max(200).optional() }),
    response: { 422: problemSchema, 503: problemSchema },
  }
  api.get('/events', { schema }, async (request, reply) => {
    if (streams.size >= mostListeners) throw new SentryError('overloaded', 'too many are listening already')
    const from = positionOf(request.headers['last-event-id']) ?? timeOf(request.query.since) ?? null
    const feed = feedOf(request.project)
    const waiting: PositionedEvent[] = []
    let stream: EventStream | null = null
    const { start, stop } = await feed.listen((events) => {
      if (stream === null) waiting.push(...events)
      else stream.send(events.map(streamed))
    }, from)
    reply.hijack()
    stream = new EventStream(reply.raw, idOf(start))
    streams.add(stream)
    stream.send(waiting.map(streamed))
    const opened = stream
    const stopWatching = keyGuard.watch(request, () => opened.end())
    reply.raw.once('close', () => {
      stopWatching()
      streams.delete(opened)
      stop()
    })
    // The client may have gone while the store was asked.
    if (reply.raw.destroyed) reply.raw.emit('close')
  })
}

function positionOf(lastEventId: string | undefined): EventPosition | null {
  if (lastEventId === undefined || lastEventId === '') return null
  const [, traceId, auditId] = /^([0-9a-f-]{0,36})\.(\d{1,15})$/.exec(lastEventId) ?? []
  if (traceId === undefined) {
    throw new SentryError('cursor_invalid', 'the `Last-Event-ID` is not one that this API gave', {
      issues: [{ path: '/last-event-id', message: 'not an id of an event' }],
    })
  }
  return { traceId, auditId: Number(auditId) }
}

function idOf({ traceId, auditId }: EventPosition): string {
  return `${traceId}.${auditId}`
}

function streamed({ event, position }: PositionedEvent): StreamedEvent {
  const id = idOf(position)
  if (event.kind === 'audit') return { id, event: 'audit', data: event.entry }
  const { trace } = event
  const data: TraceEventData = {
    id: trace.id,
    session_id: trace.sessionId,
    role: trace.role,
    phase: trace.phase,
    tool: trace.tool,
    decision: trace.decision,
    created_at: new Date(trace.createdAtMs).toISOString(),
  }
  return { id, event: 'trace', data }
}
