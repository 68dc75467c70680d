import { classNames } from './class-names.ts'

/** A grey box where something will be. Hidden from screen readers: `Loading` says that it is coming. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={classNames('block motion-safe:animate-pulse rounded-sm bg-line', className)} />
  )
}

/** The shape of a page's heading that is on its way, and `what` it is the heading of. */
export function HeadingSkeleton({ what, title, text }: { what: string; title: string; text: string }) {
  return (
    <>
      <Loading what={what} />
      <div className="mb-4">
        <Skeleton className={classNames('mb-2 h-6 max-w-full', title)} />
        <Skeleton className={classNames('h-4 max-w-full', text)} />
      </div>
    </>
  )
}

/** The shape of a table that is on its way. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that are all alike
        <div key={row} className="flex items-center gap-4 px-3 py-2.5">
          <Skeleton className="h-4 w-16" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="hidden h-4 w-24 sm:block" />
        </div>
      ))}
    </div>
  )
}

export function Loading({ what }: { what: string }) {
  return (
    <p role="status" className="sr-only">
      loading {what} …
    </p>
  )
}
