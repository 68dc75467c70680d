'use client'

import type { ServerEvent } from '@agentsentry/contract'
import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { type LiveEvents, useLiveEvents } from '#live/use-live-events.ts'
import type { Steps } from './use-steps.ts'

/** New steps are drawn so often at most, all that came meanwhile at once. */
const everyMs = 700
/** After an answer that did not come. */
const retryMs = 2_000
/** So near to the end somebody reads along. */
const nearEnd = 120
/** When the list itself changes, what is on the screen is held in its place, which is not somebody who scrolls. */
const settleMs = 500
const upwardKeys = new Set(['ArrowUp', 'PageUp', 'Home'])
const raising = new Set(['trace_elevate', 'trace_block_dynamic'])

export interface Follow {
  readonly live: LiveEvents
  /** Steps that came and are not shown. */
  readonly unseen: number
  /** Reads along from now on: the end was asked for. */
  toEnd(): void
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
    if (live.isPaused) {
      timer.current = undefined
      return
    }
    const page = await steps.loadTail()
    // What came faster than it can be read is passed over; it stands above.
    const isThere = page !== null && (page.atEnd || !following.current || (await steps.jump({ kind: 'end' })) !== null)
    timer.current = isThere ? undefined : setTimeout(draw, retryMs)
  })
  const live = useLiveEvents((events) => {
    const own = events.filter(({ event, data }) => event === 'trace' && data.session_id === session.id)
    const readsAlong = following.current || (held.atEnd && isAtEnd())
    if (own.length > 0 && readsAlong) timer.current ??= setTimeout(draw, everyMs)
    else {
      // The stream begins a little before the page was asked for.
      const count = own.filter(({ data }) => data.created_at > session.updated_at).length
      if (count > 0) setUnseen((before) => before + count)
    }
    for (const id of raisedIn(events, session.id)) void steps.renew(id)
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  const reachEnd = useEffectEvent(() => {
    if (!held.atEnd) return
    following.current = true
    if (unseen === 0 || live.isPaused) return
    setUnseen(0)
    timer.current ??= setTimeout(draw, 0)
  })
  const changedAt = useRef(0)
  useEffect(() => {
    let lastTop = window.scrollY
    const leave = () => {
      following.current = false
    }
    function onScroll() {
      const isUpward = window.scrollY < lastTop - 2
      lastTop = window.scrollY
      if (isAtEnd()) reachEnd()
      else if (isUpward && performance.now() - changedAt.current > settleMs) leave()
    }
    const onWheel = ({ deltaY }: WheelEvent) => {
      if (deltaY < 0) leave()
    }
    const onKey = ({ key }: KeyboardEvent) => {
      if (upwardKeys.has(key)) leave()
    }
    if (isAtEnd()) reachEnd()
    window.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('wheel', onWheel, { passive: true })
    window.addEventListener('touchmove', leave, { passive: true })
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('scroll', onScroll)
      window.removeEventListener('wheel', onWheel)
      window.removeEventListener('touchmove', leave)
      window.removeEventListener('keydown', onKey)
    }
  }, [])

  // The list grows when steps come and when they are drawn; whoever reads along stays at its end.
  const stay = useEffectEvent(() => {
    changedAt.current = performance.now()
    if (following.current && !live.isPaused) {
      window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })
    }
  })
  // Steps that go at the top while others come at the end may leave the list at its height, and move the page all the same.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about each change of what is held
  useLayoutEffect(() => stay(), [held])
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const observer = new ResizeObserver(() => stay())
    observer.observe(element)
    return () => observer.disconnect()
  }, [list])

  const toEnd = () => {
    setUnseen(0)
    following.current = true
  }
  return { live, unseen, toEnd }
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
