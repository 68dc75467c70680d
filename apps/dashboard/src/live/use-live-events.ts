'use client'

import type { ServerEvent } from '@agentsentry/contract'
import { use, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import type { LinkState } from './live-link.ts'
import { LiveContext } from './live-provider.tsx'

/** Events come in bursts; a page that draws each of them for itself does nothing else. */
const gatherMs = 250
/** What is held while paused; of what came before that only the number is known. */
const mostHeld = 500

export interface LiveEvents {
  readonly state: LinkState
  readonly isPaused: boolean
  /** How many events came while paused. */
  readonly held: number
  pause(): void
  /** Goes on, with what was held first. */
  resume(): void
}

/** Events as they come in, several at a time, each once, oldest first. While paused they are held back. */
export function useLiveEvents(onEvents: (events: readonly ServerEvent[]) => void): LiveEvents {
  const { state, subscribe } = use(LiveContext)
  const [isPaused, setPaused] = useState(false)
  const [held, setHeld] = useState(0)
  const waiting = useRef<ServerEvent[]>([])
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const deliver = useEffectEvent(() => {
    timer.current = undefined
    if (isPaused || waiting.current.length === 0) return
    onEvents(waiting.current.splice(0))
  })
  const receive = useEffectEvent((event: ServerEvent) => {
    waiting.current.push(event)
    if (waiting.current.length > mostHeld) waiting.current.shift()
    if (isPaused) setHeld((count) => count + 1)
    else timer.current ??= setTimeout(deliver, gatherMs)
  })
  useEffect(() => subscribe((event) => receive(event)), [subscribe])
  useEffect(() => {
    if (!isPaused) deliver()
  }, [isPaused])
  useEffect(() => () => clearTimeout(timer.current), [])

  const pause = useCallback(() => setPaused(true), [])
  const resume = useCallback(() => {
    setHeld(0)
    setPaused(false)
  }, [])
  return { state, isPaused, held, pause, resume }
}
