'use client'

import type { ServerEvent } from '@agentsentry/contract'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { LinkBanner } from './link-banner.tsx'
import { type LinkState, LiveLink } from './live-link.ts'

export interface Live {
  readonly state: LinkState
  subscribe(listener: (event: ServerEvent) => void): () => void
}

export const LiveContext = createContext<Live>({ state: 'idle', subscribe: () => () => {} })

/** One stream of events for all of the page. Says when the API is down, and gets the page anew when it is back. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const router = useRouter()
  const listeners = useRef(new Set<(event: ServerEvent) => void>())
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
    const link = new LiveLink({
      onState,
      onEvent: (event) => {
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
  }, [router])

  const live = useMemo<Live>(
    () => ({
      state,
      subscribe: (listener) => {
        listeners.current.add(listener)
        return () => listeners.current.delete(listener)
      },
    }),
    [state],
  )
  return (
    <LiveContext value={live}>
      <LinkBanner state={state} />
      {children}
    </LiveContext>
  )
}
