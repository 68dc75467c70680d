'use client'

import { type ReactNode, useState, useTransition } from 'react'
import type { ActionResult } from '../action-result.ts'
import { Button } from './button.tsx'
import { Dialog, DialogClose } from './dialog.tsx'
import { FormError } from './form-error.tsx'
import { type ToastMessage, useToast } from './toast.tsx'

interface ActionDialogProps<Value> {
  readonly trigger: ReactNode
  readonly title: string
  readonly description: string
  /** The word on the button: what it does, such as “Delete rule”. */
  readonly confirm: string
  /** What the button says meanwhile. */
  readonly working?: string
  /** `danger`, the default, for what cannot be taken back. */
  readonly variant?: 'danger' | 'primary'
  readonly action: () => Promise<ActionResult<Value>>
  /** What is said once it succeeded. */
  readonly done: (value: Value) => ToastMessage
  readonly children?: ReactNode
}

/** Asks before something is done. It stays open, and says why, when that failed. */
export function ActionDialog<Value>({
  trigger,
  title,
  description,
  confirm,
  working = 'Working …',
  variant = 'danger',
  action,
  done,
  children,
}: ActionDialogProps<Value>) {
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [isPending, startTransition] = useTransition()
  const toast = useToast()
  function run() {
    startTransition(async () => {
      const result = await action()
      setFailure(result.ok ? null : result.message)
      if (!result.ok) return
      setOpen(false)
      toast(done(result.value))
    })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setFailure(null)
      }}
      trigger={trigger}
      title={title}
      description={description}
      actions={
        <>
          <DialogClose asChild>
            <Button disabled={isPending}>Cancel</Button>
          </DialogClose>
          <Button variant={variant} disabled={isPending} onClick={run}>
            {isPending ? working : confirm}
          </Button>
        </>
      }
    >
      {children}
      <FormError message={failure} />
    </Dialog>
  )
}
