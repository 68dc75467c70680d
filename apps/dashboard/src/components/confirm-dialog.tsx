'use client'

import { type ReactNode, useState, useTransition } from 'react'
import type { ActionResult } from '../action-result.ts'
import { Button } from './button.tsx'
import { Dialog, DialogClose } from './dialog.tsx'
import { FormError } from './form-error.tsx'
import { useToast } from './toast.tsx'

/**
 * Asks before something is done that cannot be taken back. It stays open, and says why, when that failed; `done` is what is
 * said once it succeeded.
 */
export function ConfirmDialog({
  trigger,
  title,
  description,
  confirm,
  done,
  action,
  children,
}: {
  trigger: ReactNode
  title: string
  description: string
  /** The word on the button: what it does, such as “Delete rule”. */
  confirm: string
  done: string
  action: () => Promise<ActionResult<unknown>>
  children?: ReactNode
}) {
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
      toast({ title: done })
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
          <Button variant="danger" disabled={isPending} onClick={run}>
            {isPending ? 'Working …' : confirm}
          </Button>
        </>
      }
    >
      {children}
      <FormError message={failure} />
    </Dialog>
  )
}
