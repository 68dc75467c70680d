'use client'

import { CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { LocalTime } from '#components/local-time.tsx'
import type { LinkState } from './live-link.ts'

/** A stumble of the connection is no news; what lasts is. */
const patienceMs = 1_500

/** Says that what is on the page may be out of date, and since when. It goes by itself. */
export function LinkBanner({ state }: { state: LinkState }) {
  const isLost = state === 'down' || state === 'offline'
  const [lostAt, setLostAt] = useState<string | null>(null)
  useEffect(() => {
    if (!isLost) return setLostAt(null)
    const timer = setTimeout(() => setLostAt(new Date(Date.now() - patienceMs).toISOString()), patienceMs)
    return () => clearTimeout(timer)
  }, [isLost])
  return (
    <div role="status">
      {lostAt === null ? null : (
        <p className="flex items-center gap-2 border-b border-warn/40 bg-warn-soft px-4 py-2 text-warn">
          <CloudOff aria-hidden="true" className="size-4 shrink-0" />
          <span>
            <strong>{state === 'offline' ? 'The dashboard does not answer.' : 'The API does not answer.'}</strong> You
            see what was known at <LocalTime at={lostAt} show="clock" />. It is tried again all the time.
          </span>
        </p>
      )}
    </div>
  )
}
