'use client'

import { useEffect, useState } from 'react'

const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'scroll'] as const

/**
 * Whether somebody has begun to use the page: what costs much is loaded then, so that a page which is only opened stays light.
 */
export function useAwake(initially: boolean): boolean {
  const [isAwake, setAwake] = useState(initially)
  useEffect(() => {
    if (isAwake) return
    const controller = new AbortController()
    for (const sign of signs) addEventListener(sign, () => setAwake(true), { signal: controller.signal, passive: true })
    return () => controller.abort()
  }, [isAwake])
  return isAwake
}
