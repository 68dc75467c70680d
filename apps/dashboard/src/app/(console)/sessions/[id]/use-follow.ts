'use client'

import type { ServerEvent } from '@agentsentry/contract'
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { type LiveEvents, useLiveEvents } from '#live/use-live-events.ts'
import type { Steps } from './use-steps.ts'

/** New steps are drawn so often at most, all that came meanwhile at once. */
const everyMs = 700
/** So near to the end somebody reads along. */
const nearEnd = 120
const raising = new Set(['trace_elevate', 'trace_block_dynamic'])

export interface Follow {
  readonly live: LiveEvents
  /** Steps that came and are not shown. */
  readonly unseen: number
  seen(): void
}

/**
 * Keeps a window up to date. Whoever is at the end reads along; whoever reads elsewhere is told how many steps came, and nothing
 * moves. Decisions that are raised change where they stand.
 */
export function useFollow(steps: Steps, list: RefObject<HTMLElement | null>): Follow {
  const { session, window: held } = steps
  const [unseen, setUnseen] = useState(0)
  const following = useRef(false)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const draw = useEffectEvent(async () => {
    await steps.loadTail()
    timer.current = undefined
  })
  const live = useLiveEvents((events) => {
    const own = events.filter((event) => event.event === 'trace' && event.data.session_id === session.id).length
    if (own > 0) {
      const readsAlong = held.atEnd && (following.current || isAtEnd())
      if (readsAlong) timer.current ??= setTimeout(draw, everyMs)
      else setUnseen((count) => count + own)
    }
    for (const id of raisedIn(events, session.id)) void steps.renew(id)
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  useEffect(() => {
    let lastTop = window.scrollY
    function onScroll() {
      if (window.scrollY < lastTop - 2) following.current = false
      else if (isAtEnd()) following.current = true
      lastTop = window.scrollY
    }
    following.current = isAtEnd()
    window.addEventListener('scroll', onScroll, { passive: true })
    return () => window.removeEventListener('scroll', onScroll)
  }, [])

  // The list grows when steps come and when they are drawn; whoever reads along stays at its end.
  const stay = useEffectEvent(() => {
    if (following.current && held.atEnd && !live.isPaused && window.scrollY > 0) {
      window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
    }
  })
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const observer = new ResizeObserver(() => stay())
    observer.observe(element)
    return () => observer.disconnect()
  }, [list])

  return { live, unseen, seen: () => setUnseen(0) }
}

function isAtEnd(): boolean {
  return window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - nearEnd
}

/** Traces of this session whose decision was raised. */
function raisedIn(events: readonly ServerEvent[], sessionId: string): string[] {
  return events.flatMap(({ event, data }) =>
    event === 'audit' && raising.has(data.action) && data.details.session_id === sessionId ? [data.target_id] : [],
  )
}
