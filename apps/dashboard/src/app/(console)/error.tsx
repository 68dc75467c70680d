'use client'

import { RefreshCw, TriangleAlert } from 'lucide-react'
import { Button } from '#components/button.tsx'

/** A fault of the dashboard itself: what the API refuses is shown by the page. */
export default function ConsoleError({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-4 py-16 text-center">
      <TriangleAlert aria-hidden="true" className="size-7 text-danger" />
      <h1 className="font-medium">This page failed</h1>
      <p className="max-w-prose text-muted">
        It is a fault of the dashboard; your agents and rules go on as they were. The log of the dashboard says more
        {error.digest === undefined ? '' : ', under '}
        {error.digest === undefined ? null : <code>{error.digest}</code>}.
      </p>
      <Button onClick={() => retry()} className="mt-2">
        <RefreshCw aria-hidden="true" className="size-4" /> Try again
      </Button>
    </div>
  )
}
