import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function ConsoleLoading() {
  return (
    <>
      <Loading what="page" />
      <Skeleton className="mb-2 h-6 w-40" />
      <Skeleton className="mb-5 h-4 w-72 max-w-full" />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton />
      </div>
    </>
  )
}
