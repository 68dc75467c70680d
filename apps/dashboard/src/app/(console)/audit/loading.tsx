import { HeadingSkeleton, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function AuditLoading() {
  return (
    <>
      <HeadingSkeleton what="audit log" title="w-24" text="w-96" />
      <div className="flex flex-col gap-4">
        <Skeleton className="h-44 rounded-lg" />
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton rows={10} />
        </div>
      </div>
    </>
  )
}
