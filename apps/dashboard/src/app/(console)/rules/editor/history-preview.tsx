'use client'

import type { RuleDefinition } from '@agentsentry/contract'
import { History, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '#components/button.tsx'
import { Card } from '#components/card.tsx'
import { Select } from '#components/controls.tsx'
import { FormError } from '#components/form-error.tsx'
import type { EngineLink } from './engine-link.ts'
import { HistoryResult } from './history-result.tsx'
import { type ReplayEnd, type ReplayProgress, replayHistory } from './replay-history.ts'
import { historyPage } from './trace-actions.ts'

const sizes = [100, 200, 500]

interface Run {
  readonly definition: RuleDefinition
  readonly most: number
  readonly progress: ReplayProgress
  readonly end: ReplayEnd | null
}

/** What the rule would have done to the newest steps of all agents. */
export function HistoryPreview({
  engine,
  definition,
}: {
  engine: () => EngineLink
  definition: RuleDefinition | null
}) {
  const [most, setMost] = useState(200)
  const [run, setRun] = useState<Run | null>(null)
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])
  const isRunning = run !== null && run.end === null

  async function start(rule: RuleDefinition) {
    const control = new AbortController()
    abort.current = control
    setRun({ definition: rule, most, progress: { judged: 0, skipped: 0, matched: [] }, end: null })
    const end = await replayHistory({
      engine: engine(),
      definition: rule,
      most,
      fetchPage: historyPage,
      onProgress: (progress) => setRun({ definition: rule, most, progress, end: null }),
      signal: control.signal,
    })
    setRun((before) => (before === null ? null : { ...before, end }))
  }

  return (
    <Card
      title="Try it on what agents did"
      description="The newest steps, judged by all rules as they would be with this one. Nothing is changed."
    >
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label="How many of the newest steps"
          value={most}
          onChange={({ target }) => setMost(Number(target.value))}
          disabled={isRunning}
          className="!w-auto"
        >
          {sizes.map((size) => (
            <option key={size} value={size}>
              last {size} steps
            </option>
          ))}
        </Select>
        {isRunning ? (
          <Button onClick={() => abort.current?.abort()}>
            <Square aria-hidden="true" className="size-3.5" /> Cancel
          </Button>
        ) : (
          <Button disabled={definition === null} onClick={() => definition !== null && start(definition)}>
            <History aria-hidden="true" className="size-4" /> Try on the last {most}
          </Button>
        )}
      </div>
      {run === null ? null : (
        <div className="mt-3 flex flex-col gap-3">
          <Progress {...run} />
          <FormError message={run.end?.kind === 'failed' ? run.end.message : null} />
          <HistoryResult
            progress={run.progress}
            isOutdated={definition !== null && JSON.stringify(definition) !== JSON.stringify(run.definition)}
          />
        </div>
      )}
    </Card>
  )
}

function Progress({ most, progress: { judged, skipped }, end }: Run) {
  const done = judged + skipped
  return (
    <div>
      <progress
        aria-label="Steps judged"
        value={end?.kind === 'done' ? 1 : done}
        max={end?.kind === 'done' ? 1 : most}
        className="block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
      />
      <p role="status" className="tabular mt-1 text-[0.8125rem] text-muted">
        {end === null ? `judging: ${done} of ${most}` : `${judged} ${judged === 1 ? 'step' : 'steps'} judged`}
        {end?.kind === 'cancelled' ? ', then cancelled' : ''}
        {skipped === 0 ? '' : `; ${skipped} too long to be judged here`}
      </p>
    </div>
  )
}
