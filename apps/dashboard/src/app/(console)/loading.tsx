import { HeadingSkeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function ConsoleLoading() {
  return (
    <>
      <HeadingSkeleton what="page" title="w-40" text="w-72" />
      <div className="rounded-lg border border-line bg-surface">
        <TableSkeleton />
      </div>
    </>
  )
}
