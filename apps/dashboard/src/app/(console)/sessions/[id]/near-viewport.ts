'use client'

import { type RefObject, useEffect, useState } from 'react'

/** How far outside of the screen things are drawn already. */
const margin = '1400px 0px'
/** As many are drawn between two frames: what a turn of the wheel brings near, laid out at once, would stop the page. */
const mostInFrame = 6

type Tell = (entry: IntersectionObserverEntry) => void

const listeners = new WeakMap<Element, Tell>()
/** What has come near and is not drawn yet, the last to be drawn first. */
let waiting: IntersectionObserverEntry[] = []
let observer: IntersectionObserver | undefined
let isDrawing = false

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
    observer ??= new IntersectionObserver(takeIn, { rootMargin: margin })
    const watching = observer
    listeners.set(element, ({ isIntersecting, boundingClientRect: { height } }) =>
      setNearness((was) => (was.isNear === isIntersecting ? was : { isNear: isIntersecting, height })),
    )
    watching.observe(element)
    return () => {
      watching.unobserve(element)
      listeners.delete(element)
    }
  }, [ref])
  return nearness
}

/** What passed by before it was drawn never is. */
function takeIn(entries: readonly IntersectionObserverEntry[]): void {
  const changed = new Set(entries.map(({ target }) => target))
  const near = entries.filter(({ isIntersecting }) => isIntersecting)
  near.sort((one, other) => distanceOf(other) - distanceOf(one))
  waiting = [...waiting.filter(({ target }) => !changed.has(target)), ...near]
  for (const entry of entries) if (!entry.isIntersecting) listeners.get(entry.target)?.(entry)
  if (!isDrawing) drawSoon()
}

function drawSoon(): void {
  isDrawing = waiting.length > 0
  if (!isDrawing) return
  requestAnimationFrame(() => {
    for (const entry of waiting.splice(-mostInFrame).reverse()) listeners.get(entry.target)?.(entry)
    drawSoon()
  })
}

/** From the middle of the screen. */
function distanceOf({ boundingClientRect: { top, bottom } }: IntersectionObserverEntry): number {
  return Math.abs((top + bottom - window.innerHeight) / 2)
}
