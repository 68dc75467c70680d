import { X } from 'lucide-react'
import Link from 'next/link'
import { HostileText } from '#components/hostile-text.tsx'
import { filterWords } from './filter-words.ts'
import { activeFilters, type SessionQuery, sessionsPath, withoutFilter } from './session-query.ts'

/** The filters that are set; each is a link to the listing without it. */
export function FilterChips({ query }: { query: SessionQuery }) {
  const active = activeFilters(query)
  if (active.length === 0) return null
  return (
    <ul aria-label="Filters that are set" className="mb-3 flex flex-wrap items-center gap-2">
      {active.map((name) => {
        const words = filterWords(query, name)
        return (
          <li key={name} className="min-w-0">
            <Link
              href={sessionsPath(withoutFilter(query, name))}
              prefetch={false}
              aria-label={`Remove the filter ${words}`}
              className="inline-flex min-h-9 max-w-full items-center gap-1.5 rounded-full border border-accent/40 bg-accent-soft px-3 text-[0.8125rem] font-medium text-accent hover:border-accent md:min-h-7"
            >
              <HostileText text={words} limit={120} expandable={false} />
              <X aria-hidden="true" className="size-3.5 shrink-0" />
            </Link>
          </li>
        )
      })}
      {active.length < 2 ? null : (
        <li>
          <Link href="/sessions" prefetch={false} className="text-[0.8125rem] underline underline-offset-2">
            remove all
          </Link>
        </li>
      )}
    </ul>
  )
}
