import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function RulesLoading() {
  return (
    <>
      <Loading what="rules" />
      <div className="mb-4 flex items-start justify-between gap-6">
        <div>
          <Skeleton className="mb-2 h-6 w-24" />
          <Skeleton className="h-4 w-80 max-w-full" />
        </div>
        <Skeleton className="hidden h-7 w-80 sm:block" />
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <div className="flex gap-2 border-b border-line px-3 py-2.5">
          <Skeleton className="h-9 w-72 max-w-full" />
          <Skeleton className="hidden h-9 w-60 sm:block" />
        </div>
        <TableSkeleton rows={10} />
      </div>
    </>
  )
}
