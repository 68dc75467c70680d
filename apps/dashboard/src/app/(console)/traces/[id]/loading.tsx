import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function TraceLoading() {
  return (
    <>
      <Loading what="step" />
      <Skeleton className="mb-2 h-6 w-72 max-w-full" />
      <Skeleton className="mb-6 h-4 w-40" />
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton rows={6} />
        </div>
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton rows={4} />
        </div>
      </div>
    </>
  )
}
