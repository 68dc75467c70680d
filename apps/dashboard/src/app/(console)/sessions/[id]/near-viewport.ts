'use client'

import { type RefObject, startTransition, useEffect, useState } from 'react'

/** How far outside of the screen things are drawn already. */
const margin = '1400px 0px'
const listeners = new WeakMap<Element, (isNear: boolean) => void>()
let observer: IntersectionObserver | undefined

/** Whether an element is on the screen, or will be soon. One observer serves all elements of the page. */
export function useNearViewport(ref: RefObject<Element | null>, initially: boolean): boolean {
  const [isNear, setNear] = useState(initially)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    observer ??= new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting)
      },
      { rootMargin: margin },
    )
    const watching = observer
    // What comes near is drawn in slices, so that scrolling does not wait for it.
    listeners.set(element, (near) => startTransition(() => setNear(near)))
    watching.observe(element)
    return () => {
      watching.unobserve(element)
      listeners.delete(element)
    }
  }, [ref])
  return isNear
}
