import { HeadingSkeleton, TableSkeleton } from '#components/skeleton.tsx'

export default function TraceLoading() {
  return (
    <>
      <HeadingSkeleton what="step" title="w-72" text="w-40" />
      <div className="grid gap-4 lg:grid-cols-[3fr_2fr]">
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton rows={6} />
        </div>
        <div className="rounded-lg border border-line bg-surface">
          <TableSkeleton rows={4} />
        </div>
      </div>
    </>
  )
}
