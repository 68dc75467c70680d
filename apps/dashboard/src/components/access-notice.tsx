import { Info, LockOpen } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { Viewer } from '#server/viewer.ts'

/** Says when this installation is open, and when the reader may only look on. */
export function AccessNotice({ viewer }: { viewer: Viewer }) {
  if (viewer.isOpen) {
    return (
      <Notice icon={<LockOpen aria-hidden="true" className="mt-0.5 size-4 shrink-0" />}>
        <strong>Development mode:</strong> no key is needed to read and change everything.{' '}
        <span className="max-md:hidden">
          To close it: <code>npx agentsentry keys create --name me --role admin</code>
        </span>
      </Notice>
    )
  }
  if (viewer.isSignedIn || viewer.mayEdit) return null
  return (
    <Notice icon={<Info aria-hidden="true" className="mt-0.5 size-4 shrink-0" />}>
      You read without a key. To change something,{' '}
      <Link href="/sign-in" prefetch={false} className="font-medium underline underline-offset-2">
        sign in
      </Link>
      .
    </Notice>
  )
}

function Notice({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <aside
      aria-label="Access"
      className="flex gap-2 border-b border-ask/30 bg-ask-soft px-4 py-1.5 text-[0.8125rem] text-ask"
    >
      {icon}
      <p className="min-w-0">{children}</p>
    </aside>
  )
}
