import { Loading, Skeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function AuditLoading() {
  return (
    <>
      <Loading what="audit log" />
      <div className="mb-4">
        <Skeleton className="mb-2 h-6 w-24" />
        <Skeleton className="h-4 w-96 max-w-full" />
      </div>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-44 rounded-lg" />
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton rows={10} />
        </div>
      </div>
    </>
  )
}
