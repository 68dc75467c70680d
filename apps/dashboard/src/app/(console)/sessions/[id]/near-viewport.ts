'use client'

import { type RefObject, startTransition, useEffect, useState } from 'react'

/** How far outside of the screen things are drawn already. */
const margin = '1400px 0px'
const listeners = new WeakMap<Element, (entry: IntersectionObserverEntry) => void>()
let observer: IntersectionObserver | undefined

export interface Nearness {
  /** Whether the element is on the screen, or will be soon. */
  readonly isNear: boolean
  /** How high it was when it last came or went, in pixels; undefined before. */
  readonly height: number | undefined
}

/** One observer serves all elements of the page. It knows their heights, so nobody has to make the browser lay them out. */
export function useNearViewport(ref: RefObject<Element | null>, initially: boolean): Nearness {
  const [nearness, setNearness] = useState<Nearness>({ isNear: initially, height: undefined })
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const entry of entries) listeners.get(entry.target)?.(entry)
      },
      { rootMargin: margin },
    )
    const watching = observer
    // What comes near is drawn in slices, so that scrolling does not wait for it.
    listeners.set(element, ({ isIntersecting, boundingClientRect: { height } }) =>
      startTransition(() =>
        setNearness((was) => (was.isNear === isIntersecting ? was : { isNear: isIntersecting, height })),
      ),
    )
    watching.observe(element)
    return () => {
      watching.unobserve(element)
      listeners.delete(element)
    }
  }, [ref])
  return nearness
}
