'use client'

import type { ReactNode } from 'react'
import { Textarea } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import type { Finding } from './engine-questions.ts'
import { FindingList } from './finding-list.tsx'
import { entriesOf } from './rule-draft.ts'

/** A list, one entry a line. Faults name entries by number: `fields/0`. */
export function LinesField({
  label,
  hint,
  placeholder,
  path,
  value,
  onChange,
  faults,
}: {
  label: string
  hint?: ReactNode
  placeholder: string
  path: string
  value: string
  onChange: (lines: string) => void
  faults: readonly Finding[]
}) {
  const own = faults.filter(({ field }) => field === path || field.startsWith(`${path}/`))
  function apply({ field }: Finding, rewrite: string) {
    const index = Number(field.slice(path.length + 1))
    onChange(
      entriesOf(value)
        .map((entry, at) => (at === index ? rewrite : entry))
        .join('\n'),
    )
  }
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Field label={label} hint={hint} optional>
        {(control) => (
          <Textarea
            {...control}
            aria-invalid={own.length > 0 || undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            placeholder={placeholder}
            rows={Math.min(6, Math.max(2, value.split('\n').length))}
            spellCheck={false}
            autoCapitalize="off"
            className="!min-h-14 font-mono [overflow-wrap:anywhere]"
          />
        )}
      </Field>
      <div aria-live="polite">
        <FindingList findings={own} onApply={apply} />
      </div>
    </div>
  )
}
