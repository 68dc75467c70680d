import type { Decision } from '@agentsentry/contract'
import { useId } from 'react'
import { decisionColours, decisionPatterns, patternLineWidth, patternTile } from './decision-patterns.ts'

/** What a decision looks like in the chart. */
export function DecisionSwatch({ decision }: { decision: Decision }) {
  const id = useId()
  const { ground, lines } = decisionPatterns[decision]
  const { strong, soft } = decisionColours[decision]
  return (
    <svg aria-hidden="true" width="14" height="14" className="shrink-0">
      <rect
        x="0.5"
        y="0.5"
        width="13"
        height="13"
        rx="2"
        fill="currentColor"
        className={ground === 'soft' ? soft : strong}
      />
      {lines === null ? null : (
        <pattern id={id} width={patternTile} height={patternTile} patternUnits="userSpaceOnUse" className={strong}>
          <path d={lines} stroke="currentColor" strokeWidth={patternLineWidth} />
        </pattern>
      )}
      <rect
        x="0.5"
        y="0.5"
        width="13"
        height="13"
        rx="2"
        fill={lines === null ? 'none' : `url(#${id})`}
        stroke="currentColor"
        className={strong}
      />
    </svg>
  )
}
