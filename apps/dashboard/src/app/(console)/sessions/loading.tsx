import { HeadingSkeleton, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function SessionsLoading() {
  return (
    <>
      <HeadingSkeleton what="sessions" title="w-32" text="w-80" />
      <Skeleton className="mb-6 h-14 w-full" />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton rows={12} />
      </div>
    </>
  )
}
