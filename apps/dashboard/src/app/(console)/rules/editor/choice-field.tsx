'use client'

import type { ReactNode } from 'react'
import { Select } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { optionOf, optionsOf } from './rule-options.ts'

/** A select whose options are those of a record of words. */
export function ChoiceField<Option extends string>({
  label,
  hint,
  words,
  value,
  onChange,
}: {
  label: string
  hint?: ReactNode
  words: Readonly<Record<Option, string>>
  value: Option
  onChange: (option: Option) => void
}) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Select {...control} value={value} onChange={({ target }) => onChange(optionOf(words, target.value) ?? value)}>
          {optionsOf(words).map((option) => (
            <option key={option} value={option}>
              {words[option]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
