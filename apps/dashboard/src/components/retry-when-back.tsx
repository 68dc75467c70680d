'use client'

import { RefreshCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'
import { Button } from './button.tsx'

const everyMs = 4_000

/** Asks for the page again, now and then while it is looked at, until it can be shown. */
export function RetryWhenBack() {
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router])
  return (
    <div className="flex flex-col items-center gap-2">
      <p className="text-[0.8125rem] text-muted">This page comes by itself as soon as it answers.</p>
      <Button disabled={isPending} onClick={() => startTransition(() => router.refresh())}>
        <RefreshCw aria-hidden="true" className="size-4" /> Try now
      </Button>
    </div>
  )
}
