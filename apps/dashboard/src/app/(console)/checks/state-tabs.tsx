import { type Attention, type CheckState, checkStates } from '@agentsentry/contract'
import Link from 'next/link'
import { classNames } from '#components/class-names.ts'
import { stateWords } from './check-state-badge.tsx'

/** The lists of checks, each with an address of its own, and how many are in it where that is counted. */
export function StateTabs({ current, attention }: { current: CheckState | undefined; attention: Attention | null }) {
  const counts: Readonly<Partial<Record<CheckState, number>>> =
    attention === null
      ? {}
      : {
          waiting: attention.waiting_checks.count,
          unavailable: attention.unavailable_checks.count,
          dead: attention.dead_checks.count,
        }
  return (
    <nav aria-label="State of checks">
      <ul className="flex gap-1 overflow-x-auto border-b border-line px-2">
        {[undefined, ...checkStates].map((state) => {
          const count = state === undefined ? undefined : counts[state]
          return (
            <li key={state ?? 'all'}>
              <Link
                href={state === undefined ? '/checks' : `/checks?state=${state}`}
                prefetch={false}
                aria-current={state === current ? 'page' : undefined}
                className={classNames(
                  '-mb-px inline-flex min-h-10 items-center gap-1.5 border-b-2 px-3 font-medium whitespace-nowrap',
                  state === current ? 'border-accent text-text' : 'border-transparent text-muted hover:text-text',
                )}
              >
                {state === undefined ? 'all' : stateWords[state]}
                {count === undefined ? null : (
                  <span
                    className={classNames(
                      'tabular text-xs',
                      state === 'dead' && count > 0 ? 'text-block' : 'text-muted',
                    )}
                  >
                    {count >= 1_000 ? '1,000+' : count}
                  </span>
                )}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
