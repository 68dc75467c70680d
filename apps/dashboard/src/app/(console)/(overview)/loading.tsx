import { HeadingSkeleton, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function OverviewLoading() {
  return (
    <>
      <HeadingSkeleton what="overview" title="w-32" text="w-72" />
      <div className="flex flex-col gap-4">
        <Skeleton className="h-11 rounded-lg" />
        <Skeleton className="h-24 rounded-lg" />
        <Skeleton className="h-80 rounded-lg" />
        <div className="grid gap-4 xl:grid-cols-3">
          <div className="rounded-lg border border-line bg-surface xl:col-span-2">
            <TableSkeleton />
          </div>
          <Skeleton className="h-64 rounded-lg" />
        </div>
      </div>
    </>
  )
}
