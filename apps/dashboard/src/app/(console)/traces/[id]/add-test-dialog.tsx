'use client'

import { FlaskConical } from 'lucide-react'
import { useState } from 'react'
import { ActionDialog } from '#components/action-dialog.tsx'
import { Button } from '#components/button.tsx'
import { Select } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { plainText } from '#text/plain-text.ts'
import { addRuleTest } from './add-rule-test.ts'

export interface ChoosableRule {
  readonly id: number
  readonly name: string
}

const sides = [
  ['match', 'The rule must match this'],
  ['pass', 'The rule must not match this'],
] as const

const unchosen = { ok: false, message: 'Choose a rule.', code: 'input_invalid', errors: [] } as const

/** Makes the step, or the part of it that is selected, an example of a rule, which it is held to from then on. */
export function AddTestDialog({
  traceId,
  rules,
  selected,
}: {
  traceId: string
  rules: readonly ChoosableRule[]
  selected: string | null
}) {
  const [ruleId, setRuleId] = useState<number | null>(null)
  const [side, setSide] = useState<'match' | 'pass'>('match')
  const [takesPart, setTakesPart] = useState(true)
  const text = takesPart ? selected : null
  return (
    <ActionDialog
      trigger={
        <Button size="small">
          <FlaskConical aria-hidden="true" className="size-4" /> Add to a rule's tests
        </Button>
      }
      title="Add to a rule's tests"
      description="The rule is tried on its tests whenever it is stored, and refused where one fails."
      confirm="Add test"
      working="Trying the tests …"
      variant="primary"
      action={async () => (ruleId === null ? unchosen : addRuleTest({ traceId, ruleId, side, text }))}
      done={({ isNew }) => ({ title: isNew ? 'Added to the tests of the rule' : 'The rule had this test already' })}
    >
      <div className="flex flex-col gap-4">
        <Field label="Rule">
          {(control) => (
            <Select
              {...control}
              value={ruleId ?? ''}
              onChange={(event) => setRuleId(event.target.value === '' ? null : Number(event.target.value))}
            >
              <option value="">choose …</option>
              {rules.map(({ id, name }) => (
                <option key={id} value={id}>
                  {plainText(name, 80)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-[0.8125rem] font-medium">What it must do</legend>
          {sides.map(([value, words]) => (
            <label key={value} className="flex min-h-8 items-center gap-2">
              <input
                type="radio"
                name="side"
                checked={side === value}
                onChange={() => setSide(value)}
                className="size-4 accent-accent"
              />
              {words}
            </label>
          ))}
        </fieldset>
        {selected === null ? (
          <p className="text-muted">The whole step becomes the example, as it is stored.</p>
        ) : (
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              checked={takesPart}
              onChange={(event) => setTakesPart(event.target.checked)}
              className="mt-0.5 size-4 accent-accent"
            />
            <span className="min-w-0">
              Only the part that is selected: <HostileText text={selected} limit={120} expandable={false} code />
            </span>
          </label>
        )}
      </div>
    </ActionDialog>
  )
}
