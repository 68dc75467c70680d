import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { AccessNotice } from '#components/access-notice.tsx'
import { Logo } from '#components/logo.tsx'
import { Navigation } from '#components/navigation.tsx'
import { ThemeToggle } from '#components/theme-toggle.tsx'
import { ToastProvider } from '#components/toast.tsx'
import { ViewerMenu } from '#components/viewer-menu.tsx'
import { LiveProvider } from '#live/live-provider.tsx'
import { loadViewer } from '#server/viewer.ts'
import { themeCookie, themeOf } from '../../theme.ts'

export const dynamic = 'force-dynamic'

/** What stands around every page of the console. It stands also while the API is down. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const since = new Date().toISOString()
  const loaded = await loadViewer()
  const viewer = loaded.ok ? loaded.value : null
  const theme = themeOf((await cookies()).get(themeCookie)?.value)
  return (
    <ToastProvider>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className="md:grid md:min-h-dvh md:grid-cols-[13rem_minmax(0,1fr)]">
        <div className="flex flex-col border-line bg-surface md:sticky md:top-0 md:h-dvh md:border-r">
          <div className="flex min-h-12 items-center justify-between gap-2 border-b border-line px-4 md:border-b-0 md:px-4 md:py-2">
            <Logo />
            <div className="flex items-center gap-1">
              <ThemeToggle initial={theme} />
              <div className="md:hidden">{viewer === null ? null : <ViewerMenu viewer={viewer} />}</div>
            </div>
          </div>
          <div className="md:flex-1 md:overflow-y-auto md:px-2 md:py-1">
            <Navigation />
          </div>
          <div className="hidden border-t border-line p-2 md:block">
            {viewer === null ? null : <ViewerMenu viewer={viewer} wide />}
          </div>
        </div>
        <div className="min-w-0 pb-16 md:pb-0">
          <LiveProvider since={since}>
            {viewer === null ? null : <AccessNotice viewer={viewer} />}
            <main id="content" tabIndex={-1} className="mx-auto max-w-[88rem] px-3 py-4 outline-none sm:px-5 md:py-5">
              {children}
            </main>
          </LiveProvider>
        </div>
      </div>
    </ToastProvider>
  )
}
