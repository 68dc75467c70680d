'use client'

import { Tooltip as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/**
 * A few words on hover and on focus. `children` is one element that can have the focus. Nothing that a person needs may stand
 * here alone: there is no hover on a phone.
 */
export function Tooltip({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={250}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            sideOffset={5}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-md border border-line bg-raised px-2.5 py-1.5 text-[0.8125rem] shadow-lg"
          >
            {text}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
