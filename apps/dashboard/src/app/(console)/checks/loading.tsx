import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function ChecksLoading() {
  return (
    <>
      <Loading what="checks" />
      <div className="mb-4">
        <Skeleton className="mb-2 h-6 w-28" />
        <Skeleton className="h-4 w-96 max-w-full" />
      </div>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-[4.25rem] rounded-lg" />
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton />
        </div>
        <Skeleton className="h-60 rounded-lg" />
      </div>
    </>
  )
}
