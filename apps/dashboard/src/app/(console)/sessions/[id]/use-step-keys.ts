'use client'

import { useEffect, useEffectEvent } from 'react'

export interface StepKeys {
  /** One step on or back. */
  move(by: 1 | -1): void
  /** To the next step, or the one before, that was not simply allowed. */
  moveToStopped(by: 1 | -1): void
  help(): void
}

/** Keys of the timeline, while nobody types and no dialog is open. */
export function useStepKeys(keys: StepKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const act = {
      j: () => keys.move(1),
      k: () => keys.move(-1),
      J: () => keys.moveToStopped(1),
      K: () => keys.moveToStopped(-1),
      '?': () => keys.help(),
    }[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="dialog"]') !== null
  )
}
