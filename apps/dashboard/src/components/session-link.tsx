import Link from 'next/link'
import { Badge } from './badge.tsx'
import { HostileText } from './hostile-text.tsx'

/** The way to a session, by its title, and whether it is in quarantine. */
export function SessionLink({
  session,
}: {
  session: { readonly id: string; readonly title: string | null; readonly quarantine?: object | null }
}) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Link
        href={`/sessions/${encodeURIComponent(session.id)}`}
        prefetch={false}
        className="font-medium text-text underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        <HostileText text={session.title || 'untitled'} limit={120} expandable={false} />
      </Link>
      {session.quarantine ? <Badge tone="block">quarantine</Badge> : null}
    </span>
  )
}
