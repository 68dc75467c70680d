import { type SearchParameters, single } from '../../../search-parameters.ts'
import { timeOf } from '../(overview)/time-range.ts'

/** What the address of the log asks for. Times are ISO 8601, UTC. */
export interface AuditQuery {
  readonly action: string | undefined
  readonly target_type: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

const longestName = 100

export function readAuditQuery(parameters: SearchParameters): AuditQuery {
  const name = (value: string | string[] | undefined) => single(value)?.slice(0, longestName)
  return {
    action: name(parameters.action),
    target_type: name(parameters.target_type),
    from: isoOf(single(parameters.from)),
    to: isoOf(single(parameters.to)),
  }
}

function isoOf(text: string | undefined): string | undefined {
  const timeMs = timeOf(text)
  return timeMs === null ? undefined : new Date(timeMs).toISOString()
}

/**
 * A page of the log, no further back than `from`: the API knows where to begin and not where to end. Entries that were written
 * at the same time may be a little out of order, so one that is too old does not end the page, only the listing.
 */
export function cutPage<Entry extends { readonly created_at: string }>(
  { items, nextCursor }: { readonly items: readonly Entry[]; readonly nextCursor: string | null },
  from: string | undefined,
): { items: readonly Entry[]; nextCursor: string | null } {
  if (from === undefined) return { items, nextCursor }
  const fromMs = Date.parse(from)
  const recent = items.filter(({ created_at }) => Date.parse(created_at) >= fromMs)
  const last = items.at(-1)
  const isOver = last !== undefined && Date.parse(last.created_at) < fromMs
  return { items: recent, nextCursor: isOver ? null : nextCursor }
}
