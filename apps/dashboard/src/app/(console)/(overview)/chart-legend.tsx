import type { Decision, Stats } from '@agentsentry/contract'
import { classNames } from '#components/class-names.ts'
import { LocalTime } from '#components/local-time.tsx'
import { DecisionSwatch } from './decision-swatch.tsx'
import { stackOrder } from './stack-series.ts'
import { formatLength } from './time-range.ts'

/** What the bars mean and how many there are: of the step that is pointed at, else of all. A press takes a decision away. */
export function ChartLegend({
  series,
  stepSeconds,
  hovered,
  hidden,
  onToggle,
}: Pick<Stats, 'series'> & {
  stepSeconds: number
  hovered: number | null
  hidden: ReadonlySet<Decision>
  onToggle: (decision: Decision) => void
}) {
  const step = hovered === null ? undefined : series[hovered]
  const counted = step === undefined ? series : [step]
  return (
    <figcaption className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <ul className="flex flex-wrap gap-x-1 gap-y-1" aria-label="Decisions in the chart">
        {stackOrder.map((decision) => {
          const count = counted.reduce((sum, each) => sum + each[decision], 0)
          const isHidden = hidden.has(decision)
          return (
            <li key={decision}>
              <button
                type="button"
                aria-pressed={!isHidden}
                onClick={() => onToggle(decision)}
                className={classNames(
                  'flex min-h-9 items-center gap-1.5 rounded-md px-2 hover:bg-hover md:min-h-7',
                  isHidden && 'text-muted line-through',
                )}
              >
                <DecisionSwatch decision={decision} />
                {decision}
                <span className="tabular min-w-8 text-right font-medium">{count.toLocaleString('en')}</span>
              </button>
            </li>
          )
        })}
      </ul>
      <p className="tabular min-h-5 text-[0.8125rem] text-muted">
        {step === undefined ? (
          <>
            steps per {formatLength(stepSeconds * 1_000)}
            <span className="max-md:hidden"> · drag to look at a part</span>
          </>
        ) : (
          <>
            <LocalTime at={step.at} show="time" /> and {formatLength(stepSeconds * 1_000)} on
          </>
        )}
      </p>
    </figcaption>
  )
}
