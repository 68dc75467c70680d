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
