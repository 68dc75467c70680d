'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import { IconButton } from './button.tsx'

export interface ToastMessage {
  readonly title: string
  readonly description?: string
  /** A failure stays until it is closed. */
  readonly tone?: 'done' | 'failed'
}

const shownMs = 6_000
const mostShown = 4

const ToastContext = createContext<(message: ToastMessage) => void>(() => {})

/** Says shortly that something was done or failed: `const toast = useToast(); toast({ title: 'Rule saved' })`. */
export function useToast(): (message: ToastMessage) => void {
  return use(ToastContext)
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (ToastMessage & { id: number })[]>([])
  const close = useCallback((id: number) => setShown((before) => before.filter((other) => other.id !== id)), [])
  const add = useCallback(
    (message: ToastMessage) => {
      const id = performance.now()
      setShown((before) => [...before, { ...message, id }].slice(-mostShown))
      if (message.tone !== 'failed') setTimeout(() => close(id), shownMs)
    },
    [close],
  )
  return (
    <ToastContext value={add}>
      {children}
      {/* It stands there before there is anything to say, so that screen readers listen to it. */}
      <div
        aria-live="polite"
        className="fixed right-3 bottom-20 left-3 z-[60] flex flex-col gap-2 sm:left-auto sm:w-96 md:bottom-4"
      >
        {shown.map((message) => (
          <Toast key={message.id} message={message} onClose={() => close(message.id)} />
        ))}
      </div>
    </ToastContext>
  )
}

function Toast({ message, onClose }: { message: ToastMessage; onClose: () => void }) {
  const isFailure = message.tone === 'failed'
  const Icon = isFailure ? CircleAlert : CircleCheck
  return (
    <div className="flex items-start gap-2.5 rounded-md border border-line bg-raised px-3 py-2.5 shadow-lg">
      <Icon
        aria-hidden="true"
        className={isFailure ? 'mt-0.5 size-4 shrink-0 text-danger' : 'mt-0.5 size-4 shrink-0 text-allow'}
      />
      <div className="hostile min-w-0 flex-1">
        <p className="font-medium">{message.title}</p>
        {message.description === undefined ? null : <p className="text-muted">{message.description}</p>}
      </div>
      <IconButton label="Close message" size="small" variant="quiet" onClick={onClose}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  )
}
