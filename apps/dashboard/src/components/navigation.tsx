'use client'

import { Gauge, type LucideIcon, MessagesSquare, ScrollText, SearchCheck, ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { classNames } from './class-names.ts'

const places: readonly { href: string; word: string; Icon: LucideIcon; also?: string }[] = [
  { href: '/', word: 'Overview', Icon: Gauge },
  { href: '/sessions', word: 'Sessions', Icon: MessagesSquare, also: '/traces' },
  { href: '/rules', word: 'Rules', Icon: ShieldCheck },
  { href: '/checks', word: 'Checks', Icon: SearchCheck },
  { href: '/audit', word: 'Audit', Icon: ScrollText },
]

/** At the side of a screen; at the foot of a phone, where the thumb is. */
export function Navigation() {
  const path = usePathname()
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:static md:border-0 md:pb-0"
    >
      <ul className="flex md:flex-col md:gap-0.5">
        {places.map(({ href, word, Icon, also }) => {
          const isHere = isWithin(path, href) || (also !== undefined && isWithin(path, also))
          return (
            <li key={href} className="flex-1 md:flex-none">
              <Link
                href={href}
                prefetch={false}
                aria-current={isHere ? 'page' : undefined}
                className={classNames(
                  'flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium md:min-h-9 md:flex-row md:justify-start md:gap-2.5 md:rounded-md md:px-2.5 md:text-sm',
                  isHere ? 'text-accent md:bg-accent-soft' : 'text-muted hover:bg-hover hover:text-text',
                )}
              >
                <Icon aria-hidden="true" className="size-5 md:size-4" />
                {word}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function isWithin(path: string, place: string): boolean {
  return path === place || (place !== '/' && path.startsWith(`${place}/`))
}
