'use client'

import { useSyncExternalStore } from 'react'

export interface LocalTimeProps {
  /** ISO 8601, as the API gives it. */
  at: string
  /** `relative`: “3 min ago”; `time`: date and time where the reader is; `clock`: the time of day with seconds. */
  show?: 'relative' | 'time' | 'clock'
  className?: string
}

const tickMs = 10_000

/**
 * A moment, in the reader's own time zone once the page runs; before that, and without scripts, in UTC. The exact moment, in
 * UTC, is in `datetime` and shown on hover.
 */
export function LocalTime({ at, show = 'relative', className }: LocalTimeProps) {
  const nowMs = useSyncExternalStore(listenToClock, show === 'relative' ? readClock : readStart, readNoClock)
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return <span className={className}>unknown time</span>
  return (
    <time
      dateTime={date.toISOString()}
      title={date.toISOString()}
      className={`tabular whitespace-nowrap ${className ?? ''}`}
    >
      {nowMs === null ? utcOf(date) : localOf(date, show, nowMs)}
    </time>
  )
}

/** What does not say how long ago it was is not drawn anew as time goes by. */
const startMs = Date.now()

function readStart(): number {
  return startMs
}

let nowMs = 0
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function listenToClock(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    nowMs = Date.now()
    for (const each of listeners) each()
  }, tickMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function readClock(): number {
  if (nowMs === 0 || timer === undefined) nowMs ||= Date.now()
  return nowMs
}

function readNoClock(): null {
  return null
}

function utcOf(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

// To make one takes longer than to format a hundred times with it, and a timeline shows thousands of moments.
const clock = { hour: '2-digit', minute: '2-digit' } as const
const day = { day: 'numeric', month: 'short' } as const
const formats = {
  clock: new Intl.DateTimeFormat('en-GB', { ...clock, second: '2-digit' }),
  relative: new Intl.DateTimeFormat('en-GB', { ...day, ...clock }),
  time: new Intl.DateTimeFormat('en-GB', { ...day, ...clock, second: '2-digit' }),
}
const formatsWithYear = {
  relative: new Intl.DateTimeFormat('en-GB', { ...day, year: 'numeric', ...clock }),
  time: new Intl.DateTimeFormat('en-GB', { ...day, year: 'numeric', ...clock, second: '2-digit' }),
}

function localOf(date: Date, show: 'relative' | 'time' | 'clock', nowMs: number): string {
  if (show === 'clock') return formats.clock.format(date)
  if (show === 'relative') {
    const relative = relativeOf(nowMs - date.getTime())
    if (relative !== null) return relative
  }
  const sameYear = date.getFullYear() === new Date(nowMs).getFullYear()
  return (sameYear ? formats : formatsWithYear)[show].format(date)
}

/** Null when it is too long ago, or to come: then the date says more. */
function relativeOf(elapsedMs: number): string | null {
  const minutes = Math.floor(elapsedMs / 60_000)
  if (elapsedMs < -60_000 || minutes >= 24 * 60) return null
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  return `${Math.floor(minutes / 60)} h ago`
}
