'use client'

import type { ServerEvent } from '@agentsentry/contract'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { LiveSwitch } from './live-switch.tsx'
import { useLiveEvents } from './use-live-events.ts'

export interface LiveControlProps {
  /** What matters to the page; default is everything. */
  kinds?: readonly ServerEvent['event'][]
  sessionId?: string
  /** The page is asked for again at most so often. Default a second and a half. */
  everyMs?: number
  /** And so often even when nothing happened, for a page that shows how old something is. Default never. */
  anywayMs?: number
}

/** Keeps a page up to date: it is asked for again when something happens, and can be held still. */
export function LiveControl({ kinds, sessionId, everyMs = 1_500, anywayMs }: LiveControlProps) {
  const router = useRouter()
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const live = useLiveEvents((events) => {
    if (!events.some((event) => matters(event, kinds, sessionId))) return
    due.current ??= setTimeout(() => {
      due.current = undefined
      router.refresh()
    }, everyMs)
  })
  const { state, isPaused } = live
  useEffect(() => {
    if (isPaused) return
    return () => {
      clearTimeout(due.current)
      due.current = undefined
    }
  }, [isPaused])
  useEffect(() => {
    if (anywayMs === undefined || isPaused || state !== 'live') return
    const timer = setInterval(() => router.refresh(), anywayMs)
    return () => clearInterval(timer)
  }, [anywayMs, isPaused, state, router])
  return <LiveSwitch live={live} />
}

function matters(
  event: ServerEvent,
  kinds: readonly ServerEvent['event'][] | undefined,
  sessionId: string | undefined,
): boolean {
  if (kinds !== undefined && !kinds.includes(event.event)) return false
  if (sessionId === undefined) return true
  if (event.event === 'trace') return event.data.session_id === sessionId
  return event.data.target_id === sessionId || event.data.details.session_id === sessionId
}
