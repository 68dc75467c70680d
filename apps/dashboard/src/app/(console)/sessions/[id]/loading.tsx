import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function SessionLoading() {
  return (
    <>
      <Loading what="session" />
      <Skeleton className="mb-4 h-6 w-64 max-w-full" />
      <div className="mb-4 flex flex-wrap gap-8">
        <Skeleton className="h-9 w-16" />
        <Skeleton className="h-9 w-32" />
        <Skeleton className="h-9 w-24" />
        <Skeleton className="h-9 w-40" />
      </div>
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton rows={10} />
      </div>
    </>
  )
}
