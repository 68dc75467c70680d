import { SearchX } from 'lucide-react'
import { ButtonLink } from '#components/button.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import type { EmptyReason } from './explain-empty.ts'
import { filterWords } from './filter-words.ts'
import { type FilterName, type SessionQuery, sessionsPath, withoutFilter } from './session-query.ts'

/** Why the filters leave nothing, and the ways out. */
export function NothingFound({ query, reason }: { query: SessionQuery; reason: EmptyReason | null }) {
  const toRemove = reason === null ? [] : reason.kind === 'alone' ? reason.filters : reason.without
  return (
    <EmptyState
      title="No session passes these filters"
      icon={SearchX}
      action={
        <span className="flex flex-wrap justify-center gap-2">
          {toRemove.map((name) => (
            <ButtonLink
              key={name}
              href={sessionsPath(withoutFilter(query, name))}
              size="small"
              prefetch={false}
              className="max-w-full !whitespace-normal"
            >
              <span>
                Remove “<HostileText text={filterWords(query, name)} limit={80} expandable={false} />”
              </span>
            </ButtonLink>
          ))}
          <ButtonLink href="/sessions" size="small" prefetch={false}>
            Show all sessions
          </ButtonLink>
        </span>
      }
    >
      {reason === null ? null : <Explanation query={query} reason={reason} />}
    </EmptyState>
  )
}

function Explanation({ query, reason }: { query: SessionQuery; reason: EmptyReason }) {
  if (reason.kind === 'alone') {
    return (
      <p>
        <Filters query={query} names={reason.filters} /> excludes everything
        {reason.filters.length > 1 ? ', each by itself' : ''}.
      </p>
    )
  }
  if (reason.without.length === 0) return <p>Each filter lets some sessions through, but not the same ones.</p>
  return (
    <p>
      Each filter lets some sessions through, all together none. There are some without{' '}
      <Filters query={query} names={reason.without} />.
    </p>
  )
}

function Filters({ query, names }: { query: SessionQuery; names: readonly FilterName[] }) {
  return names.map((name, index) => (
    <span key={name}>
      {index === 0 ? null : ' or '}
      <strong className="font-medium text-text">
        “<HostileText text={filterWords(query, name)} limit={80} expandable={false} />”
      </strong>
    </span>
  ))
}
