'use client'

import { RotateCcw } from 'lucide-react'
import { ActionDialog } from '#components/action-dialog.tsx'
import { Button } from '#components/button.tsx'
import { restoreRuleSet } from '../../actions.ts'

interface Counts {
  readonly created: number
  readonly updated: number
  readonly deleted: number
}

/** Makes the rules what they were. `changes` is what that does to the rules as they are now. */
export function RestoreSet({ number, changes: { created, updated, deleted } }: { number: number; changes: Counts }) {
  return (
    <ActionDialog
      trigger={
        <Button size="small">
          <RotateCcw aria-hidden="true" className="size-4" /> Go back to this set
        </Button>
      }
      title={`Go back to rule set ${number}?`}
      description="The rules become what they were then, from the next step on. The history keeps what they are now."
      confirm="Go back to this set"
      done={() => ({ title: `The rules are those of rule set ${number} again` })}
      action={() => restoreRuleSet(number)}
    >
      <ul className="list-disc pl-5">
        {created > 0 ? <li>{rules(created)} that were deleted since come back.</li> : null}
        {updated > 0 ? <li>{rules(updated)} become what they were.</li> : null}
        {deleted > 0 ? (
          <li>
            <strong>{rules(deleted)} that did not exist then are deleted.</strong>
          </li>
        ) : null}
      </ul>
    </ActionDialog>
  )
}

function rules(count: number): string {
  return `${count} ${count === 1 ? 'rule' : 'rules'}`
}
