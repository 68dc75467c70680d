'use client'

import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import { allowOwnStyles } from './style-nonce.ts'

export interface DialogProps {
  title: string
  /** One sentence that says what this is about; read out when it opens. */
  description: string
  /** What opens it: one element that takes a ref, such as `Button`. Without it, `open` decides. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  children?: ReactNode
  /** Buttons, the one that does something last. `DialogClose` around a button closes. */
  actions?: ReactNode
}

/** A modal dialog: it keeps the focus, Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, description, trigger, children, actions, open, onOpenChange }: DialogProps) {
  // Who opens it without a trigger is not told of by `onOpenChange`.
  if (open && typeof document !== 'undefined') allowOwnStyles()
  return (
    <Radix.Root
      {...(open === undefined ? {} : { open })}
      onOpenChange={(next) => {
        if (next) allowOwnStyles()
        onOpenChange?.(next)
      }}
    >
      {trigger === undefined ? null : <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[#0b1016]/55" />
        <Radix.Content className="fixed inset-x-3 top-[10dvh] z-50 mx-auto flex max-h-[80dvh] max-w-lg flex-col rounded-lg border border-line bg-raised shadow-xl">
          <header className="flex items-start justify-between gap-3 border-b border-line px-4 py-3">
            <div>
              <Radix.Title className="font-semibold">{title}</Radix.Title>
              <Radix.Description className="mt-0.5 text-[0.8125rem] text-muted">{description}</Radix.Description>
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" size="small" variant="quiet">
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            </Radix.Close>
          </header>
          {children === undefined ? null : <div className="min-h-0 overflow-y-auto p-4">{children}</div>}
          {actions === undefined ? null : (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">{actions}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const DialogClose = Radix.Close
