import type { Trace } from '@agentsentry/contract'
import type { AgentSentryClient } from '@agentsentry/sdk'
import { passes, type StepFilter } from '#timeline/step-filter.ts'
import type { Place } from '#timeline/step-window.ts'

/** What the API gives at once. */
const pageSize = 200
/** How far one request looks for steps that pass a filter; the browser asks for more. */
const mostPages = 12

export interface Scan {
  readonly sessionId: string
  readonly filter: StepFilter
  /** How many steps are wanted. */
  readonly limit: number
}

export interface Scanned {
  /** In the order of the scan. */
  readonly traces: Trace[]
  /** The last trace that was looked at, whether it passed or not. */
  readonly reached: Place | null
  /** There is nothing beyond. */
  readonly isEnd: boolean
}

type Client = Pick<AgentSentryClient, 'traces'>

/** Steps behind a place, oldest first; from the beginning where there is none. `including` takes the place itself, too. */
export async function scanForward(
  client: Client,
  scan: Scan,
  { after, including = false }: { after: Place | null; including?: boolean },
): Promise<Scanned> {
  const cursor = after === null ? null : await cursorBefore(client, scan.sessionId, after.at)
  const isBeyond = ({ id }: Trace) => after === null || id > after.id || (including && id === after.id)
  return collect(client, scan, { order: 'asc', cursor, isBeyond })
}

/** Steps before a place, newest first; from the end where there is none. */
export function scanBackward(client: Client, scan: Scan, before: Place | null): Promise<Scanned> {
  // A time names all that came before it, so the millisecond of the place itself must be within.
  const cursor = before === null ? null : new Date(Date.parse(before.at) + 1).toISOString()
  return collect(client, scan, { order: 'desc', cursor, isBeyond: ({ id }) => before === null || id < before.id })
}

/**
 * A cursor that lies before everything of that moment. Times are cursors only for what came before them, so it is taken from
 * the trace there. Null for the beginning.
 */
async function cursorBefore(client: Client, sessionId: string, at: string): Promise<string | null> {
  return (await client.traces(sessionId, { order: 'desc', limit: 1, cursor: at })).nextCursor
}

interface Way {
  readonly order: 'asc' | 'desc'
  readonly cursor: string | null
  readonly isBeyond: (trace: Trace) => boolean
}

async function collect(client: Client, { sessionId, filter, limit }: Scan, { order, cursor, isBeyond }: Way) {
  const found: Trace[] = []
  let reached: Place | null = null
  let next = cursor
  for (let page = 0; page < mostPages; page++) {
    const { items, nextCursor } = await client.traces(sessionId, { order, limit: pageSize, cursor: next })
    for (const [index, trace] of items.entries()) {
      if (!isBeyond(trace)) continue
      reached = { id: trace.id, at: trace.created_at }
      if (passes(trace, filter)) found.push(trace)
      if (found.length < limit) continue
      return { traces: found, reached, isEnd: nextCursor === null && index === items.length - 1 }
    }
    if (nextCursor === null) return { traces: found, reached, isEnd: true }
    next = nextCursor
  }
  return { traces: found, reached, isEnd: false }
}
