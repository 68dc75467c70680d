'use client'

import { type ChangeEvent, type ChangeEventHandler, type RefObject, useEffect, useRef } from 'react'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * The reference for a control whose value the page holds; `given`, where there is one. What somebody puts in before the page is
 * alive is in the control and nowhere else, and React tells nobody of it: `onChange` is told then.
 */
export function useEarlyValue<Element extends Control>(
  { value, onChange }: { value?: unknown; onChange?: ChangeEventHandler<Element> | undefined },
  given?: RefObject<Element | null>,
): RefObject<Element | null> {
  const own = useRef<Element>(null)
  const control = given ?? own
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about the first moment alone
  useEffect(() => {
    const element = control.current
    if (element === null || value === undefined || element.value === String(value)) return
    onChange?.({ target: element, currentTarget: element } as ChangeEvent<Element, Element>)
  }, [])
  return control
}
