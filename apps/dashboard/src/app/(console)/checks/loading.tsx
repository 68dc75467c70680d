import { HeadingSkeleton, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function ChecksLoading() {
  return (
    <>
      <HeadingSkeleton what="checks" title="w-28" text="w-96" />
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
