'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import { IconButton } from './button.tsx'

export interface ToastMessage {
  readonly title: string
  readonly description?: string
  /** A failure stays until it is closed. */
  readonly tone?: 'done' | 'failed'
}

const ToastContext = createContext<(message: ToastMessage) => void>(() => {})

/** Says shortly that something was done or failed: `const toast = useToast(); toast({ title: 'Rule saved' })`. */
export function useToast(): (message: ToastMessage) => void {
  return use(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (ToastMessage & { id: number })[]>([])
  const add = useCallback((message: ToastMessage) => {
    setShown((before) => [...before.slice(-3), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }])
  }, [])
  return (
    <ToastContext value={add}>
      <Radix.Provider label="Message" swipeDirection="right">
        {children}
        {shown.map(({ id, title, description, tone = 'done' }) => (
          <Radix.Root
            key={id}
            type={tone === 'failed' ? 'foreground' : 'background'}
            duration={tone === 'failed' ? Number.POSITIVE_INFINITY : 5_000}
            onOpenChange={(open) => {
              if (!open) setShown((before) => before.filter((other) => other.id !== id))
            }}
            className="flex items-start gap-2.5 rounded-md border border-line bg-raised px-3 py-2.5 shadow-lg"
          >
            {tone === 'failed' ? (
              <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger" />
            ) : (
              <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-allow" />
            )}
            <div className="hostile min-w-0 flex-1">
              <Radix.Title className="font-medium">{title}</Radix.Title>
              {description === undefined ? null : (
                <Radix.Description className="text-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close message" size="small" variant="quiet">
                <X aria-hidden="true" className="size-4" />
              </IconButton>
            </Radix.Close>
          </Radix.Root>
        ))}
        <Radix.Viewport className="fixed right-3 bottom-20 left-3 z-[60] flex flex-col gap-2 outline-none sm:left-auto sm:w-96 md:bottom-4" />
      </Radix.Provider>
    </ToastContext>
  )
}
