'use client'

import { memo, useRef, useState } from 'react'
import { classNames } from '#components/class-names.ts'
import { strongestOf } from '#timeline/step-decision.ts'
import type { Step } from '#timeline/timeline-step.ts'
import { useNearViewport } from './near-viewport.ts'
import { StepBody } from './step-body.tsx'
import { StepHead } from './step-head.tsx'

const edges = {
  allow: 'border-l-transparent',
  warn: 'border-l-warn',
  redact: 'border-l-redact',
  ask: 'border-l-ask',
  block: 'border-l-block',
}

/**
 * One step. What is far from the screen is an empty box of the height that it had: however many steps there are, few are drawn.
 */
export const StepRow = memo(function StepRow({
  step,
  previousAt,
  isDrawnFirst,
}: {
  step: Step
  previousAt: string | null
  isDrawnFirst: boolean
}) {
  const ref = useRef<HTMLLIElement>(null)
  const { isNear, height } = useNearViewport(ref, isDrawnFirst)
  const decision = strongestOf(step)
  const [chosen, setOpen] = useState<boolean | null>(null)
  // What is raised later opens then.
  const isOpen = chosen ?? decision !== 'allow'
  const { id, first, result } = step
  return (
    <li
      ref={ref}
      id={id}
      data-step={id}
      data-result={result?.id}
      data-at={first.createdAt}
      data-decision={decision}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) setOpen(!isOpen)
      }}
      style={isNear ? undefined : { height }}
      className={classNames(
        'min-h-11 scroll-mt-28 contain-layout contain-style border-b border-l-4 border-b-line last:border-b-0 focus:outline-2 focus:-outline-offset-2 focus:outline-focus',
        edges[decision],
      )}
    >
      {isNear ? (
        <div className="grid grid-cols-1 gap-x-3 px-3 py-2 md:grid-cols-[6.5rem_minmax(0,1fr)]">
          <StepHead step={step} previousAt={previousAt} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
          <div className="min-w-0 md:col-start-2">
            <StepBody step={step} isOpen={isOpen} />
          </div>
        </div>
      ) : null}
    </li>
  )
})
