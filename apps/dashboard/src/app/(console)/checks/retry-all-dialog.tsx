'use client'

import { RotateCcw } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '#components/button.tsx'
import { Dialog, DialogClose } from '#components/dialog.tsx'
import { FormError } from '#components/form-error.tsx'
import { useToast } from '#components/toast.tsx'
import { retryDeadChecks } from './retry-action.ts'

/** What one call takes. */
const mostRetried = 1_000

/** Asks again about everything that was given up. It is asked before, for every check costs money. */
export function RetryAllDialog({ count }: { count: number }) {
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [isPending, startTransition] = useTransition()
  const toast = useToast()
  function retry() {
    startTransition(async () => {
      const result = await retryDeadChecks()
      setFailure(result.ok ? null : result.message)
      if (!result.ok) return
      setOpen(false)
      const { retried } = result.value
      toast({
        title:
          retried === 1 ? 'The judge is asked again about 1 step' : `The judge is asked again about ${retried} steps`,
        ...(retried < mostRetried ? {} : { description: 'There may be more: the next 1,000 can be asked for now.' }),
      })
    })
  }
  const shown = count >= mostRetried ? '1,000 or more' : count.toLocaleString('en')
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setFailure(null)
      }}
      trigger={
        <Button size="small">
          <RotateCcw aria-hidden="true" className="size-3.5" /> Ask again about all
        </Button>
      }
      title="Ask again about all that were given up"
      description={`${shown} ${count === 1 ? 'check was' : 'checks were'} given up. The judge is asked about each again, at most 1,000 at a time, and each costs what a check costs. What made them fail should be gone first.`}
      actions={
        <>
          <DialogClose asChild>
            <Button disabled={isPending}>Cancel</Button>
          </DialogClose>
          <Button variant="primary" disabled={isPending} onClick={retry}>
            {isPending ? 'Asking …' : 'Ask again'}
          </Button>
        </>
      }
    >
      <FormError message={failure} />
    </Dialog>
  )
}
