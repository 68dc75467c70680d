'use client'

import type { Phase } from '@agentsentry/contract'
import { optionsOf, phaseWords } from './rule-options.ts'

const phases = optionsOf(phaseWords)

/** The phases that a rule looks at; none ticked stands for all. */
export function PhaseChoice({
  legend,
  value,
  onChange,
}: {
  legend: string
  value: readonly Phase[]
  onChange: (phases: readonly Phase[]) => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-[0.8125rem] font-medium">
        {legend} <span className="font-normal text-muted">(none: all)</span>
      </legend>
      <div className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {phases.map((phase) => (
          <label key={phase} className="inline-flex min-h-8 items-center gap-1.5 md:min-h-6">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={value.includes(phase)}
              onChange={({ target }) =>
                onChange(phases.filter((each) => (each === phase ? target.checked : value.includes(each))))
              }
            />
            {phaseWords[phase]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
