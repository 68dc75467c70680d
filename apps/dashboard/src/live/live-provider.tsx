'use client'

import type { ServerEvent } from '@agentsentry/contract'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { LinkBanner } from './link-banner.tsx'
import { type LinkState, LiveLink } from './live-link.ts'

export interface Live {
  readonly state: LinkState
  /** Tells of what happens, and first of the last things that have happened. */
  subscribe(listener: (event: ServerEvent) => void): () => void
}

export const LiveContext = createContext<Live>({ state: 'idle', subscribe: () => () => {} })

/** How many of the last events are told to a part of the page that comes later: it was read before it could listen. */
const mostRecent = 200

/**
 * One stream of events for all of the page, from when it was made: `since`, by ISO 8601. Says when the API is down, and gets
 * the page anew when it is back.
 */
export function LiveProvider({ since, children }: { since: string; children: ReactNode }) {
  const router = useRouter()
  // The layout is asked for again with each page; the stream goes on.
  const [begin] = useState(since)
  const listeners = useRef(new Set<(event: ServerEvent) => void>())
  const recent = useRef<ServerEvent[]>([])
  const [state, setState] = useState<LinkState>('connecting')
  const wasDown = useRef(false)

  useEffect(() => {
    function onState(next: LinkState) {
      setState(next)
      if (next === 'down' || next === 'offline') wasDown.current = true
      if (next === 'denied') router.refresh()
      if (next !== 'live' || !wasDown.current) return
      wasDown.current = false
      router.refresh()
    }
    const link = new LiveLink(begin, {
      onState,
      onGap: () => router.refresh(),
      onEvent: (event) => {
        recent.current.push(event)
        if (recent.current.length > mostRecent) recent.current.shift()
        for (const listener of listeners.current) listener(event)
      },
    })
    function follow() {
      if (document.hidden) {
        link.close()
        setState('idle')
      } else {
        setState('connecting')
        link.open()
      }
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      link.close()
    }
  }, [begin, router])

  const subscribe = useCallback((listener: (event: ServerEvent) => void) => {
    for (const event of recent.current) listener(event)
    listeners.current.add(listener)
    return () => listeners.current.delete(listener)
  }, [])
  const live = useMemo<Live>(() => ({ state, subscribe }), [state, subscribe])
  return (
    <LiveContext value={live}>
      <LinkBanner state={state} />
      {children}
    </LiveContext>
  )
}
