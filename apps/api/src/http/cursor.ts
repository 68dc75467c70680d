import { SentryError } from '@agentsentry/contract'
import { z } from 'zod'

/** `?limit=` and `?cursor=` of every listing. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(300)
    .optional()
    .describe('Opaque, from the `Link` header of the page before; or an ISO 8601 time, for what was created before it'),
}

/** Where a page begins: behind a row, by time and id; or before a time alone. */
export interface Cursor {
  readonly timeMs: number
  readonly id: string | null
}

/** Ids sort by time, so the id alone would do; the time in front keeps that from being a promise to clients. */
export function formatCursor(createdAt: string, id: string | number): string {
  return Buffer.from(`${Date.parse(createdAt)}.${id}`).toString('base64url')
}

const isoTime = /^\d{4}-\d\d-\d\dT/
/** A time without a zone is UTC, as every time of this API, and not of wherever the server stands. */
const isZoned = /(?:Z|[+-]\d\d:?\d\d)$/i

export function parseCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null
  const parts = /^(\d{1,15})\.([\w-]{1,64})$/.exec(Buffer.from(text, 'base64url').toString('latin1'))
  if (parts !== null) return { timeMs: Number(parts[1]), id: parts[2] as string }
  const timeMs = isoTime.test(text) ? Date.parse(isZoned.test(text) ? text : `${text}Z`) : Number.NaN
  if (!Number.isNaN(timeMs)) return { timeMs, id: null }
  throw new SentryError('cursor_invalid', 'the cursor is neither one that this API gave nor an ISO 8601 time', {
    issues: [{ path: '?cursor', message: 'not a cursor' }],
  })
}

/** A `Link` header that leads from this URL to the page behind `cursor`. */
export function nextLink(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  searchParams.set('cursor', cursor)
  return `<${pathname}?${searchParams}>; rel="next"`
}

/** The number in a cursor of a listing whose rows have numbers. Throws `cursor_invalid` for one of another listing. */
export function numberOf(id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id)
  throw new SentryError('cursor_invalid', 'the cursor belongs to another listing', {
    issues: [{ path: '?cursor', message: 'not a cursor of this listing' }],
  })
}
