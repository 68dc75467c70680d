'use client'

import type { RuleType } from '@agentsentry/contract'
import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#components/button.tsx'
import { Select } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import type { Finding } from './engine-questions.ts'
import { FindingList } from './finding-list.tsx'
import { LinesField } from './lines-field.tsx'
import { PatternField } from './pattern-field.tsx'
import { PhaseChoice } from './phase-choice.tsx'
import type { ExceptionDraft } from './rule-draft.ts'
import { optionOf, optionsOf, typeWords } from './rule-options.ts'

/** `unless`: one exception that holds is enough, and it holds where all of its parts do. */
export function ExceptionList({
  type,
  exceptions,
  onChange,
  faults,
  warnings,
}: {
  /** The rule's own, which an exception has unless it says otherwise. */
  type: RuleType
  exceptions: readonly ExceptionDraft[]
  onChange: (exceptions: readonly ExceptionDraft[]) => void
  faults: readonly Finding[]
  warnings: readonly Finding[]
}) {
  function add() {
    const key = crypto.getRandomValues(new Uint32Array(2)).join('-')
    onChange([...exceptions, { key, pattern: '', type: '', on: [], tools: '', fields: '' }])
  }
  return (
    <div className="flex flex-col gap-3">
      {exceptions.map((exception, index) => (
        <ExceptionForm
          key={exception.key}
          number={index + 1}
          path={`unless/${index}`}
          type={type}
          exception={exception}
          faults={faults}
          warnings={warnings}
          onChange={(next) => onChange(exceptions.map((each) => (each === exception ? next : each)))}
          onRemove={() => onChange(exceptions.filter((each) => each !== exception))}
        />
      ))}
      <div>
        <Button size="small" onClick={add}>
          <Plus aria-hidden="true" className="size-4" /> Add an exception
        </Button>
      </div>
    </div>
  )
}

function ExceptionForm({
  number,
  path,
  type,
  exception,
  faults,
  warnings,
  onChange,
  onRemove,
}: {
  number: number
  path: string
  type: RuleType
  exception: ExceptionDraft
  faults: readonly Finding[]
  warnings: readonly Finding[]
  onChange: (exception: ExceptionDraft) => void
  onRemove: () => void
}) {
  const at =
    (field: string) =>
    ({ field: other }: Finding) =>
      other === field
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-3">
      <legend className="sr-only">Exception {number}</legend>
      <div className="flex flex-col gap-3">
        <div className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <PatternField
              label={`Exception ${number}: pattern`}
              type={exception.type || type}
              value={exception.pattern}
              onChange={(pattern) => onChange({ ...exception, pattern })}
              faults={faults.filter(at(`${path}/pattern`))}
              warnings={[]}
              isCompact
            />
          </div>
          <IconButton label={`Remove exception ${number}`} size="small" variant="quiet" onClick={onRemove}>
            <Trash2 aria-hidden="true" className="size-4" />
          </IconButton>
        </div>
        <div className="grid gap-3 sm:grid-cols-2">
          <LinesField
            label="Tools"
            placeholder="shell"
            path={`${path}/tools`}
            value={exception.tools}
            onChange={(tools) => onChange({ ...exception, tools })}
            faults={faults}
          />
          <LinesField
            label="Where the pattern is looked for"
            placeholder="/args/cwd"
            path={`${path}/fields`}
            value={exception.fields}
            onChange={(fields) => onChange({ ...exception, fields })}
            faults={faults}
          />
        </div>
        <div className="grid gap-3 sm:grid-cols-[1fr_9rem]">
          <PhaseChoice legend="Phases" value={exception.on} onChange={(on) => onChange({ ...exception, on })} />
          <Field label="Pattern type">
            {(control) => (
              <Select
                {...control}
                value={exception.type}
                onChange={({ target }) => onChange({ ...exception, type: optionOf(typeWords, target.value) ?? '' })}
              >
                <option value="">as the rule</option>
                {optionsOf(typeWords).map((each) => (
                  <option key={each}>{each}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <FindingList findings={faults.filter(at(path))} />
        <FindingList findings={warnings.filter(at(path))} tone="warning" />
      </div>
    </fieldset>
  )
}
