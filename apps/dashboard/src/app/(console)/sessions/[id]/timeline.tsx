'use client'

import { ArrowDown } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { Button } from '#components/button.tsx'
import { EmptyState } from '#components/empty-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { joinSteps } from '#timeline/join-steps.ts'
import { isFiltered, type StepFilter } from '#timeline/step-filter.ts'
import { stepOfHash } from '#timeline/step-of-hash.ts'
import { Edge } from './edge.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { currentRow, focusRow, nextRow, rowOf } from './step-focus.ts'
import { StepRow } from './step-row.tsx'
import type { Position } from './steps-request.ts'
import { TimelineToolbar } from './timeline-toolbar.tsx'
import { useFollow } from './use-follow.ts'
import { useStepKeys } from './use-step-keys.ts'
import type { Steps } from './use-steps.ts'

/** As many are drawn by the server; the browser draws what is near the screen. */
const drawnFirst = 30

/** The steps of a session as a conversation: loaded around where somebody reads, drawn where somebody looks. */
export function Timeline({ steps, filter }: { steps: Steps; filter: StepFilter }) {
  const { window: held, session, busy, problem } = steps
  const list = useRef<HTMLDivElement>(null)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [said, setSaid] = useState('')
  const wanted = useRef<{ id: string; block: ScrollLogicalPosition } | null>(null)
  const joined = useMemo(() => joinSteps(held.traces), [held.traces])
  const { live, unseen, toEnd } = useFollow(steps, list)

  // What was jumped to is there once the list has been drawn with it.
  useEffect(() => {
    if (wanted.current === null || joined.length === 0) return
    const row = rowOf(wanted.current.id)
    if (row === null) return
    focusRow(row, wanted.current.block)
    wanted.current = null
  }, [joined])

  async function jumpTo(position: Position, block: ScrollLogicalPosition = 'center') {
    setSaid('')
    const page = await steps.jump(position)
    if (page === null) return
    if (position.kind === 'end') toEnd()
    const target = targetOf(position, page.traces)
    if (target === undefined) return setSaid('No step there.')
    const row = rowOf(target)
    if (row === null) wanted.current = { id: target, block }
    else focusRow(row, block)
  }

  async function moveToStopped(by: 1 | -1) {
    const current = currentRow()
    if (current === null) return
    const isStopped = (row: HTMLElement) => row.dataset.decision !== 'allow'
    const here = !current.isFocused && by === 1 && isStopped(current.row) ? current.row : null
    const near = here ?? nextRow(current.row, by, isStopped)
    if (near !== null) return focusRow(near, 'center')
    const edge = by === 1 ? held.to : held.from
    if (edge === null || (by === 1 ? held.atEnd : held.atStart)) {
      return setSaid(by === 1 ? 'No later step was stopped or warned of.' : 'No earlier step was stopped or warned of.')
    }
    await searchStopped(by, edge)
  }

  /** One request looks through a few thousand steps; in a session that is longer it is asked on from there. */
  async function searchStopped(by: 1 | -1, from: { id: string; at: string }) {
    setSaid('Searching …')
    let place = from
    for (;;) {
      const kind = by === 1 ? 'next-stopped' : 'previous-stopped'
      const page = await steps.jump({ kind, place })
      if (page === null) return setSaid('')
      if (page.traces.length > 0) {
        const isBeyond = (id: string) => (by === 1 ? id > place.id : id < place.id)
        const candidates = page.traces.filter(({ id, decision }) => decision !== 'allow' && isBeyond(id))
        const target = by === 1 ? candidates[0] : candidates.at(-1)
        setSaid('')
        if (target !== undefined) wanted.current = { id: target.id, block: 'center' }
        return
      }
      if (page.atEnd || page.atStart || page.to === null) {
        return setSaid(
          by === 1 ? 'No later step was stopped or warned of.' : 'No earlier step was stopped or warned of.',
        )
      }
      place = page.to
    }
  }

  useStepKeys({
    move(by) {
      const current = currentRow()
      if (current === null) return
      const next = current.isFocused ? nextRow(current.row, by) : current.row
      if (next !== null) focusRow(next)
    },
    moveToStopped: (by) => void moveToStopped(by),
    help: () => setHelpOpen(true),
  })

  const followAddress = useEffectEvent(() => {
    const id = stepOfHash(location.hash)
    if (id === '' || id === 'content') return
    const row = rowOf(id)
    if (row === null) void jumpTo({ kind: 'around', id })
    else focusRow(row, 'center')
  })
  useEffect(() => {
    const listener = () => followAddress()
    listener()
    window.addEventListener('hashchange', listener)
    return () => window.removeEventListener('hashchange', listener)
  }, [])

  return (
    <section aria-label="Timeline" className="rounded-lg border border-line bg-surface">
      <TimelineToolbar
        session={session}
        filter={filter}
        live={live}
        isBusy={busy === 'jump'}
        onJump={(position) => void jumpTo(position, position.kind === 'end' ? 'end' : 'start')}
        onStopped={(by) => void moveToStopped(by)}
        onHelp={() => setHelpOpen(true)}
      />
      <p
        role="status"
        className={said === '' ? 'sr-only' : 'border-b border-line px-3 py-1.5 text-[0.8125rem] text-muted'}
      >
        {said}
      </p>
      {problem === null ? null : (
        <p role="alert" className="border-b border-line bg-warn-soft px-3 py-2 text-warn">
          Steps could not be loaded: <HostileText text={problem.detail} limit={300} expandable={false} />
        </p>
      )}
      {joined.length > 0 && !held.atStart ? (
        <Edge isBusy={busy !== null || problem !== null} version={held} onNear={steps.loadOlder}>
          {busy === 'older' ? 'Loading earlier steps …' : 'Earlier steps'}
        </Edge>
      ) : null}
      <div ref={list}>
        {joined.length === 0 && held.atEnd ? (
          <EmptyState title={isFiltered(filter) ? 'No step passes this filter' : 'No steps yet'}>
            {isFiltered(filter)
              ? 'The session has steps; none with this decision and kind.'
              : 'They appear here as soon as the agent sends them.'}
          </EmptyState>
        ) : (
          <ol aria-label="Steps">
            {joined.map((step, index) => (
              <StepRow
                key={step.id}
                step={step}
                previousAt={joined[index - 1]?.first.createdAt ?? null}
                isDrawnFirst={index < drawnFirst}
              />
            ))}
          </ol>
        )}
      </div>
      {held.atEnd ? null : (
        <Edge isBusy={busy !== null || problem !== null} version={held} onNear={steps.loadNewer}>
          {busy === 'newer' ? 'Loading later steps …' : 'Later steps'}
        </Edge>
      )}
      {unseen === 0 || live.isPaused ? null : (
        <div className="pointer-events-none sticky bottom-16 z-10 flex justify-center pb-2 md:bottom-2">
          <Button
            variant="primary"
            size="small"
            className="pointer-events-auto shadow-lg"
            onClick={() => void jumpTo({ kind: 'end' }, 'end')}
          >
            <ArrowDown aria-hidden="true" className="size-3.5" /> {unseen.toLocaleString('en')} new{' '}
            {unseen === 1 ? 'step' : 'steps'}, show
          </Button>
        </div>
      )}
      <KeysDialog open={isHelpOpen} onOpenChange={setHelpOpen} />
    </section>
  )
}

function targetOf(position: Position, traces: readonly { id: string }[]): string | undefined {
  if (position.kind === 'around') return position.id
  return position.kind === 'end' ? traces.at(-1)?.id : traces[0]?.id
}
