'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useState } from 'react'

const retryEveryMs = 4_000

/**
 * Keeps what was last known on the page when it is asked for again and the API does not answer: `isKnown` is false then, and
 * `children` say so. It is tried again until it answers. Give it a `key` for what it is about.
 */
export function KeptContent({ isKnown, children }: { isKnown: boolean; children: ReactNode }) {
  const router = useRouter()
  const [kept, setKept] = useState<ReactNode>(null)
  if (isKnown && kept !== children) setKept(children)
  const isStale = !isKnown && kept !== null
  useEffect(() => {
    if (!isStale) return
    const timer = setInterval(() => {
      if (!document.hidden) router.refresh()
    }, retryEveryMs)
    return () => clearInterval(timer)
  }, [isStale, router])
  return (
    <>
      {isStale ? (
        <p
          role="status"
          className="mb-3 rounded-md border border-warn/40 bg-warn-soft px-3 py-1.5 text-[0.8125rem] text-warn"
        >
          This could not be brought up to date; what you see was known before. It is tried again by itself.
        </p>
      ) : null}
      {isStale ? kept : children}
    </>
  )
}
