'use client'

import { decisions, phases, type SessionDetail } from '@agentsentry/contract'
import { ArrowDownToLine, ArrowUpToLine, ChevronDown, ChevronUp, Keyboard } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Button, IconButton } from '#components/button.tsx'
import { Select } from '#components/controls.tsx'
import { LiveSwitch } from '#live/live-switch.tsx'
import type { LiveEvents } from '#live/use-live-events.ts'
import type { StepFilter } from '#timeline/step-filter.ts'
import type { Position } from './steps-request.ts'
import { TimeJump } from './time-jump.tsx'

const phaseWords = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  tool_call: 'tool calls',
  tool_result: 'tool results',
} as const

/** What is shown of a session, and where one is in it. Filters are a form, so that they work before the page runs. */
export function TimelineToolbar({
  session,
  filter,
  live,
  isBusy,
  onJump,
  onStopped,
  onHelp,
}: {
  session: SessionDetail
  filter: StepFilter
  live: LiveEvents
  isBusy: boolean
  onJump: (position: Position) => void
  onStopped: (by: 1 | -1) => void
  onHelp: () => void
}) {
  const path = `/sessions/${encodeURIComponent(session.id)}`
  return (
    <div className="z-20 md:sticky md:top-0 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-t-lg border-b border-line bg-surface px-3 py-2">
      <FilterForm path={path} filter={filter} />
      <div className="flex items-center gap-1">
        <IconButton label="To the start" size="small" disabled={isBusy} onClick={() => onJump({ kind: 'start' })}>
          <ArrowUpToLine aria-hidden="true" className="size-4" />
        </IconButton>
        <IconButton label="To the end" size="small" disabled={isBusy} onClick={() => onJump({ kind: 'end' })}>
          <ArrowDownToLine aria-hidden="true" className="size-4" />
        </IconButton>
        <Button size="small" disabled={isBusy} onClick={() => onStopped(-1)} title="Shift + K">
          <ChevronUp aria-hidden="true" className="size-4" />
          <span className="sr-only">Previous step not allowed</span>
        </Button>
        <Button size="small" disabled={isBusy} onClick={() => onStopped(1)} title="Shift + J">
          <ChevronDown aria-hidden="true" className="size-4" /> Next not allowed
        </Button>
        <IconButton label="Keys" size="small" variant="quiet" className="max-md:hidden" onClick={onHelp}>
          <Keyboard aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      {session.traces > 200 ? <TimeJump session={session} onJump={onJump} /> : null}
      <div className="ml-auto">
        <LiveSwitch live={live} />
      </div>
    </div>
  )
}

function FilterForm({ path, filter }: { path: string; filter: StepFilter }) {
  const router = useRouter()
  function submit(form: HTMLFormElement) {
    const query = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (value !== '') query.set(name, String(value))
    router.push(query.size === 0 ? path : `${path}?${query}`)
  }
  return (
    <form
      action={path}
      method="get"
      aria-label="Filter steps"
      className="flex items-center gap-2"
      onChange={(event) => submit(event.currentTarget)}
    >
      <Select
        name="decision"
        aria-label="Decision"
        defaultValue={filter.decision ?? ''}
        className="!min-h-9 !w-auto md:!min-h-7"
      >
        <option value="">any decision</option>
        <option value="stopped">not allowed</option>
        {decisions.map((decision) => (
          <option key={decision}>{decision}</option>
        ))}
      </Select>
      <Select
        name="phase"
        aria-label="Kind of step"
        defaultValue={filter.phase ?? ''}
        className="!min-h-9 !w-auto md:!min-h-7"
      >
        <option value="">all steps</option>
        {phases.map((phase) => (
          <option key={phase} value={phase}>
            {phaseWords[phase]}
          </option>
        ))}
      </Select>
      <noscript>
        <Button type="submit" size="small">
          Filter
        </Button>
      </noscript>
    </form>
  )
}
