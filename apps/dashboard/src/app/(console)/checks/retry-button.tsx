'use client'

import { RotateCcw } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '#components/button.tsx'
import { FormError } from '#components/form-error.tsx'
import { useToast } from '#components/toast.tsx'
import { retryOneCheck } from './retry-action.ts'

/** Asks the judge again about one step; says in place why that failed. */
export function RetryButton({ traceId }: { traceId: string }) {
  const [isPending, startTransition] = useTransition()
  const [failure, setFailure] = useState<string | null>(null)
  const toast = useToast()
  function retry() {
    startTransition(async () => {
      const result = await retryOneCheck(traceId)
      setFailure(result.ok ? null : result.message)
      if (result.ok) toast({ title: 'The judge is asked again' })
      else toast({ title: 'The check was not asked for again', description: result.message, tone: 'failed' })
    })
  }
  return (
    <>
      <Button size="small" disabled={isPending} onClick={retry}>
        <RotateCcw aria-hidden="true" className="size-3.5" /> {isPending ? 'Asking …' : 'Ask again'}
      </Button>
      <FormError message={failure} />
    </>
  )
}
