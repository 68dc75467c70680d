'use client'

import type { SessionDetail } from '@agentsentry/contract'
import { useState } from 'react'
import { LocalTime } from '#components/local-time.tsx'
import type { Position } from './steps-request.ts'

const marks = 1_000

/** Goes to a moment of the session, between its beginning and its newest step, without loading what lies between. */
export function TimeJump({ session, onJump }: { session: SessionDetail; onJump: (position: Position) => void }) {
  const [chosen, setChosen] = useState<number | null>(null)
  const startMs = Date.parse(session.created_at)
  const endMs = Math.max(startMs + 1, Date.parse(session.updated_at))
  const at = new Date(startMs + ((chosen ?? 0) / marks) * (endMs - startMs)).toISOString()
  function go() {
    if (chosen !== null) onJump({ kind: 'time', at })
  }
  return (
    <label className="flex items-center gap-2 text-[0.8125rem] text-muted">
      <span className="max-sm:sr-only">Go to</span>
      <input
        type="range"
        min={0}
        max={marks}
        value={chosen ?? 0}
        aria-label="Moment of the session"
        aria-valuetext={at}
        className="w-28 accent-accent md:w-40"
        onChange={(event) => setChosen(event.currentTarget.valueAsNumber)}
        onPointerUp={go}
        onKeyUp={(event) => {
          if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') go()
        }}
      />
      <span className="w-16">{chosen === null ? null : <LocalTime at={at} show="clock" />}</span>
    </label>
  )
}
