'use client'

import type { CheckCost } from '@agentsentry/contract'
import { formatUsd, roundUp } from './fill-days.ts'

const height = 96
const slot = 10

/**
 * A bar for each day. The table beside it has the same numbers. Drawn in one piece, as client components are: a drawing that
 * is sent in pieces comes with inline styles, which the content security policy refuses.
 */
export function CostBars({ days }: { days: readonly CheckCost[] }) {
  const top = roundUp(Math.max(...days.map(({ cost_usd }) => cost_usd)))
  const width = days.length * slot
  return (
    <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-xs text-muted">
      <div aria-hidden="true" className="tabular flex flex-col justify-between text-right">
        <span className="-mt-1.5">{formatUsd(top)}</span>
        <span className="-mb-1.5">$0</span>
      </div>
      <svg
        role="img"
        aria-label={`Cost of each day, from $0 to ${formatUsd(top)}. The table below has the same numbers.`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
      >
        {[0, height / 2, height].map((y) => (
          <line
            key={y}
            x1="0"
            x2={width}
            y1={y}
            y2={y}
            stroke="currentColor"
            vectorEffect="non-scaling-stroke"
            className="text-line"
          />
        ))}
        {days.map(({ day, cost_usd, checks }, index) => {
          const tall = cost_usd === 0 ? 0 : Math.max(1.5, (cost_usd / top) * height)
          return (
            <g key={day} className="text-accent">
              <title>{`${day}: ${formatUsd(cost_usd)}, ${checks.toLocaleString('en')} checks`}</title>
              <rect x={index * slot} width={slot} height={height} fill="transparent" />
              <rect x={index * slot + 1} y={height - tall} width={slot - 2} height={tall} fill="currentColor" />
            </g>
          )
        })}
      </svg>
      <span />
      <div aria-hidden="true" className="tabular mt-1 flex justify-between">
        <span>{days[0]?.day}</span>
        <span>{days.at(-1)?.day}</span>
      </div>
    </div>
  )
}
