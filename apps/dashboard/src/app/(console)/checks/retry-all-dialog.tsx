'use client'

import { RotateCcw } from 'lucide-react'
import { ActionDialog } from '#components/action-dialog.tsx'
import { Button } from '#components/button.tsx'
import { retryDeadChecks } from './retry-action.ts'

/** What one call takes. */
const mostRetried = 1_000

/** Asks again about everything that was given up. It is asked before, for every check costs money. */
export function RetryAllDialog({ count }: { count: number }) {
  const shown = count >= mostRetried ? '1,000 or more' : count.toLocaleString('en')
  return (
    <ActionDialog
      trigger={
        <Button size="small">
          <RotateCcw aria-hidden="true" className="size-3.5" /> Ask again about all
        </Button>
      }
      title="Ask again about all that were given up"
      description={`${shown} ${count === 1 ? 'check was' : 'checks were'} given up. The judge is asked about each again, at most 1,000 at a time, and each costs what a check costs. What made them fail should be gone first.`}
      confirm="Ask again"
      working="Asking …"
      variant="primary"
      action={retryDeadChecks}
      done={({ retried }) => ({
        title: `The judge is asked again about ${retried === 1 ? '1 step' : `${retried} steps`}`,
        ...(retried < mostRetried ? {} : { description: 'There may be more: the next 1,000 can be asked for now.' }),
      })}
    />
  )
}
