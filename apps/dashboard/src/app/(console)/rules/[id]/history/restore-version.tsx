'use client'

import { RotateCcw } from 'lucide-react'
import { ActionDialog } from '#components/action-dialog.tsx'
import { Button } from '#components/button.tsx'
import { restoreRuleVersion } from '../../actions.ts'

export function RestoreVersion({ ruleId, ruleSet }: { ruleId: number; ruleSet: number }) {
  return (
    <ActionDialog
      trigger={
        <Button size="small">
          <RotateCcw aria-hidden="true" className="size-4" /> Restore this version
        </Button>
      }
      title="Restore this version?"
      description={`The rule becomes what it was in rule set ${ruleSet}, from the next step on. What it is now stays in this history.`}
      confirm="Restore version"
      done={() => ({ title: 'Version restored' })}
      action={() => restoreRuleVersion(ruleId, ruleSet)}
    />
  )
}
