import { ChevronRight, ChevronsLeft } from 'lucide-react'
import { ButtonLink } from './button.tsx'

/**
 * Goes through a listing by its cursor: to the next page, and back to the newest. Filters stay; `cursor` is what `searchParams`
 * gave, `nextCursor` what the API did.
 */
export function Pager({
  path,
  query,
  cursor,
  nextCursor,
  parameter = 'cursor',
}: {
  path: string
  /** The other parameters of the page. */
  query?: Readonly<Record<string, string | undefined>>
  cursor: string | undefined
  nextCursor: string | null
  parameter?: string
}) {
  if (cursor === undefined && nextCursor === null) return null
  const hrefOf = (next: string | null) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, value)
    if (next !== null) search.set(parameter, next)
    return search.size === 0 ? path : `${path}?${search}`
  }
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-2 px-3 py-2">
      {cursor === undefined ? (
        <span />
      ) : (
        <ButtonLink href={hrefOf(null)} size="small" prefetch={false}>
          <ChevronsLeft aria-hidden="true" className="size-4" /> Newest
        </ButtonLink>
      )}
      {nextCursor === null ? (
        <span className="text-[0.8125rem] text-muted">That is all.</span>
      ) : (
        <ButtonLink href={hrefOf(nextCursor)} size="small" prefetch={false}>
          Older <ChevronRight aria-hidden="true" className="size-4" />
        </ButtonLink>
      )}
    </nav>
  )
}
