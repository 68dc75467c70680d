import { formatTrace, type RecordedTrace } from '@agentsentry/pipeline'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { formatCursor, nextLink } from './cursor.ts'

/**
 * Sends one page of rows that were read with `limit + 1`: the row too many only shows that there is more, and becomes
 * a `Link` to the next page.
 */
export function sendPage<Row extends { readonly id: string | number; readonly created_at: string }>(
  request: FastifyRequest,
  reply: FastifyReply,
  rows: readonly Row[],
  limit: number,
): Row[] {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  if (rows.length > limit && last !== undefined) {
    reply.header('link', nextLink(request.url, formatCursor(last.created_at, last.id)))
  }
  return page
}

/** A page of traces. Content goes out as the text that was recorded, so it is joined here and not serialised again. */
export function sendTraces(
  request: FastifyRequest,
  reply: FastifyReply,
  rows: readonly RecordedTrace[],
  limit: number,
): never {
  const dated = rows.map((trace) => ({ id: trace.id, created_at: new Date(trace.createdAtMs).toISOString(), trace }))
  const page = sendPage(request, reply, dated, limit)
  const json = `[${page.map(({ trace }) => formatTrace(trace, 'content')).join(',')}]`
  return reply.type('application/json; charset=utf-8').send(json) as never
}
