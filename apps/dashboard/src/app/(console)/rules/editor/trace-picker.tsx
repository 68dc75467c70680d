'use client'

import { ListRestart } from 'lucide-react'
import { useState, useTransition } from 'react'
import { Button } from '#components/button.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { Dialog } from '#components/dialog.tsx'
import { FormError } from '#components/form-error.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { LocalTime } from '#components/local-time.tsx'
import { phaseWords } from './rule-options.ts'
import { recentChoices, type TraceChoice } from './trace-actions.ts'

/** Takes one of the newest steps to try a rule on. */
export function TracePicker({ onPick }: { onPick: (choice: TraceChoice & { json: string }) => void }) {
  const [open, setOpen] = useState(false)
  const [choices, setChoices] = useState<readonly TraceChoice[] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [, startTransition] = useTransition()
  function change(next: boolean) {
    setOpen(next)
    if (!next) return
    setFailure(null)
    startTransition(async () => {
      const result = await recentChoices()
      if (result.ok) setChoices(result.value)
      else setFailure(result.message)
    })
  }
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={
        <Button size="small">
          <ListRestart aria-hidden="true" className="size-4" /> Take a recent step
        </Button>
      }
      title="Recent steps"
      description="The newest steps of all agents. What is chosen is copied, and nothing is sent."
    >
      <FormError message={failure} />
      {choices === null && failure === null ? <p className="text-muted">loading …</p> : null}
      {choices?.length === 0 ? <p className="text-muted">No agent has taken a step yet.</p> : null}
      <ul className="flex flex-col divide-y divide-line">
        {choices?.map((choice) => (
          <li key={choice.id}>
            <Choice
              choice={choice}
              onPick={(json) => {
                onPick({ ...choice, json })
                setOpen(false)
              }}
            />
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function Choice({ choice, onPick }: { choice: TraceChoice; onPick: (json: string) => void }) {
  const { json, phase, tool, decision, createdAt, preview } = choice
  return (
    <button
      type="button"
      disabled={json === null}
      onClick={() => json !== null && onPick(json)}
      className="flex w-full flex-col gap-1 rounded-sm px-1 py-2 text-left hover:bg-hover disabled:opacity-55"
    >
      <span className="flex w-full flex-wrap items-center gap-2 text-[0.8125rem]">
        <DecisionBadge decision={decision} />
        <span>{phaseWords[phase]}</span>
        {tool === null ? null : (
          <code>
            <HostileText text={tool} limit={60} expandable={false} />
          </code>
        )}
        <span className="flex-1" />
        <LocalTime at={createdAt} className="text-muted" />
      </span>
      <span className="w-full text-[0.8125rem] text-muted">
        {json === null ? 'too long to be tried here' : <HostileText text={preview} limit={160} expandable={false} />}
      </span>
    </button>
  )
}
