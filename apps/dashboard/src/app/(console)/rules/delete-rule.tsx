'use client'

import { Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { ActionDialog } from '#components/action-dialog.tsx'
import { Button } from '#components/button.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { deleteRule } from './actions.ts'

export function DeleteRule({ id, name, isInForce }: { id: number; name: string; isInForce: boolean }) {
  const router = useRouter()
  async function remove() {
    const result = await deleteRule(id)
    if (result.ok) router.push('/rules')
    return result
  }
  return (
    <ActionDialog
      trigger={
        <Button size="small">
          <Trash2 aria-hidden="true" className="size-4" /> Delete
        </Button>
      }
      title="Delete this rule?"
      description={
        isInForce
          ? 'It is in force. From the next step on nothing is judged by it.'
          : 'It is not in force, so no decision changes.'
      }
      confirm="Delete rule"
      done={() => ({ title: 'Rule deleted' })}
      action={remove}
    >
      <p>
        <HostileText text={name} limit={200} expandable={false} className="font-semibold" />
      </p>
      <p className="mt-2 text-muted">
        What it found stays recorded. Earlier rule sets still hold it, and can be brought back under History.
      </p>
    </ActionDialog>
  )
}
