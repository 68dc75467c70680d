'use client'

import { Pause, Play } from 'lucide-react'
import { Button } from '#components/button.tsx'
import { classNames } from '#components/class-names.ts'
import type { LinkState } from './live-link.ts'
import type { LiveEvents } from './use-live-events.ts'

const words: Readonly<Record<LinkState, string>> = {
  connecting: 'connecting …',
  live: 'live',
  down: 'API down',
  offline: 'offline',
  denied: 'signed out',
  idle: 'waiting',
}

/** Says whether what is shown is kept up to date, and holds it still. */
export function LiveSwitch({ live: { state, isPaused, held, pause, resume } }: { live: LiveEvents }) {
  return (
    <div className="flex items-center gap-2">
      <span className="inline-flex items-center gap-1.5 text-[0.8125rem] text-muted">
        <span
          aria-hidden="true"
          className={classNames('size-2 rounded-full', state === 'live' && !isPaused ? 'bg-allow' : 'bg-line-strong')}
        />
        {isPaused ? `paused${held > 0 ? `, ${held.toLocaleString('en')} new` : ''}` : words[state]}
      </span>
      <Button size="small" onClick={isPaused ? resume : pause}>
        {isPaused ? (
          <Play aria-hidden="true" className="size-3.5" />
        ) : (
          <Pause aria-hidden="true" className="size-3.5" />
        )}
        {isPaused ? 'Resume' : 'Pause'}
      </Button>
    </div>
  )
}
