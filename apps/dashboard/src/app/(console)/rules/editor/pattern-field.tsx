'use client'

import type { RuleType } from '@agentsentry/contract'
import { useId, useRef } from 'react'
import { Textarea } from '#components/controls.tsx'
import type { Finding } from './engine-questions.ts'
import { FindingList } from './finding-list.tsx'

const explained: Readonly<Record<RuleType, { placeholder: string; help: string }>> = {
  regex: {
    placeholder: '(?i)\\bdrop\\s+table\\b',
    help: 'RE2 syntax: no look-around, no back-references. (?i) ignores case; \\b \\w \\d know ASCII.',
  },
  nlp: {
    placeholder: 'share ssn|send my password',
    help: 'Phrases separated by |. Words must follow one another, in any case, with any white space between.',
  },
}

/** The pattern of a rule or exception, with what the engine says of it while it is typed. */
export function PatternField({
  label,
  type,
  value,
  onChange,
  faults,
  warnings,
  isCompact = false,
}: {
  label: string
  type: RuleType
  value: string
  onChange: (pattern: string) => void
  faults: readonly Finding[]
  warnings: readonly Finding[]
  isCompact?: boolean
}) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const { placeholder, help } = explained[type]
  function show(position: number) {
    area.current?.focus()
    area.current?.setSelectionRange(position, Math.min(position + 1, value.length))
  }
  const apply = (_finding: Finding, rewrite: string) => onChange(rewrite)
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-[0.8125rem] font-medium">
        {label}
      </label>
      <Textarea
        ref={area}
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder={placeholder}
        rows={isCompact ? 1 : 3}
        maxLength={20_000}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        dir="ltr"
        aria-invalid={faults.length > 0 || undefined}
        aria-describedby={`${id}-help ${id}-faults ${id}-warnings`}
        className={
          isCompact ? '!min-h-11 font-mono [overflow-wrap:anywhere] md:!min-h-9' : 'font-mono [overflow-wrap:anywhere]'
        }
      />
      {isCompact ? null : (
        <p id={`${id}-help`} className="text-xs text-muted">
          {help}
        </p>
      )}
      <div aria-live="polite" className="flex flex-col gap-1.5">
        <FindingList id={`${id}-faults`} findings={faults} text={value} onApply={apply} onShow={show} />
        <FindingList id={`${id}-warnings`} findings={warnings} tone="warning" text={value} onApply={apply} />
      </div>
    </div>
  )
}
