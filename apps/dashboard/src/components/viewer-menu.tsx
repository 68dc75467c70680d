import { KeyRound, LogIn, LogOut } from 'lucide-react'
import type { Viewer } from '#server/viewer.ts'
import { Button, ButtonLink } from './button.tsx'
import { HostileText } from './hostile-text.tsx'

/** As whom one looks at this, and the way out. `wide` has room for names. */
export function ViewerMenu({ viewer, wide = false }: { viewer: Viewer; wide?: boolean }) {
  if (!viewer.isSignedIn) {
    return (
      <ButtonLink href="/sign-in" size="small" variant="quiet" prefetch={false} className={wide ? 'w-full' : undefined}>
        <LogIn aria-hidden="true" className="size-4" /> Sign in
      </ButtonLink>
    )
  }
  return (
    <div className="flex items-center justify-between gap-2">
      {wide ? (
        <p className="flex min-w-0 items-center gap-2 pl-2 text-[0.8125rem]">
          <KeyRound aria-hidden="true" className="size-4 shrink-0 text-muted" />
          <span className="min-w-0">
            <span className="block truncate" title={viewer.actor}>
              <HostileText text={viewer.actor} limit={60} expandable={false} />
            </span>
            <span className="block truncate text-xs text-muted">
              {viewer.role} in <HostileText text={viewer.project.name} limit={40} expandable={false} />
            </span>
          </span>
        </p>
      ) : (
        <span className="text-xs text-muted">{viewer.role}</span>
      )}
      <form action="/sign-out" method="post">
        <Button type="submit" size="small" variant="quiet" aria-label="Sign out" title="Sign out">
          <LogOut aria-hidden="true" className="size-4" />
        </Button>
      </form>
    </div>
  )
}
