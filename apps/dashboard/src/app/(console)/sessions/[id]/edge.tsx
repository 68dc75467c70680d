'use client'

import { useEffect, useEffectEvent, useRef } from 'react'
import { useNearViewport } from './near-viewport.ts'

/** An end of what is loaded: when it comes near the screen, more is loaded. `version` changes with what is loaded. */
export function Edge({
  isBusy,
  version,
  onNear,
  children,
}: {
  isBusy: boolean
  version: unknown
  onNear: () => void
  children: string
}) {
  const ref = useRef<HTMLDivElement>(null)
  const { isNear } = useNearViewport(ref, false)
  const load = useEffectEvent(onNear)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a filter may let a whole page through without a step, and then nothing moves
  useEffect(() => {
    if (isNear && !isBusy) load()
  }, [isNear, isBusy, version])
  return (
    <div ref={ref} className="px-3 py-3 text-center text-[0.8125rem] text-muted">
      {children}
    </div>
  )
}
