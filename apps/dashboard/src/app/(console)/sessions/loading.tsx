import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function SessionsLoading() {
  return (
    <>
      <Loading what="sessions" />
      <Skeleton className="mb-2 h-6 w-32" />
      <Skeleton className="mb-5 h-4 w-80 max-w-full" />
      <Skeleton className="mb-6 h-14 w-full" />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton rows={12} />
      </div>
    </>
  )
}
