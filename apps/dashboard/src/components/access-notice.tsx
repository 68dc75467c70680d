import { LockOpen } from 'lucide-react'
import type { Viewer } from '#server/viewer.ts'

/** Says, on every page, when this installation is open to whoever reaches it. */
export function AccessNotice({ viewer }: { viewer: Viewer }) {
  if (!viewer.isOpen) return null
  return (
    <aside
      aria-label="Access"
      className="flex gap-2 border-b border-ask/30 bg-ask-soft px-4 py-1.5 text-[0.8125rem] text-ask"
    >
      <LockOpen aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0">
        <strong>Development mode:</strong> no key is needed to read and change everything.{' '}
        <span className="max-md:hidden">
          To close it: <code>npx agentsentry keys create --name me --role admin</code>
        </span>
      </p>
    </aside>
  )
}
