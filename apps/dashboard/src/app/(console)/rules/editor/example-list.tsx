'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#components/button.tsx'
import { Select, Textarea } from '#components/controls.tsx'
import type { Finding } from './engine-questions.ts'
import { FindingList } from './finding-list.tsx'
import type { ExampleDraft } from './rule-draft.ts'
import { optionOf, optionsOf, roleWords } from './rule-options.ts'

const kinds = { match: 'must match', pass: 'must pass' } as const

/** Examples that are tried whenever the rule is stored. */
export function ExampleList({
  examples,
  onChange,
  faults,
}: {
  examples: readonly ExampleDraft[]
  onChange: (examples: readonly ExampleDraft[]) => void
  faults: readonly Finding[]
}) {
  function add(kind: ExampleDraft['kind']) {
    const key = crypto.getRandomValues(new Uint32Array(2)).join('-')
    onChange([...examples, { key, kind, form: 'text', text: '' }])
  }
  const placeOf = (example: ExampleDraft) =>
    `tests/${example.kind}/${examples.filter(({ kind }) => kind === example.kind).indexOf(example)}`
  return (
    <div className="flex flex-col gap-2">
      {examples.map((example, index) => (
        <Example
          key={example.key}
          number={index + 1}
          example={example}
          faults={faults.filter(({ field }) => field === placeOf(example) || field.startsWith(`${placeOf(example)}/`))}
          onChange={(next) => onChange(examples.map((each) => (each === example ? next : each)))}
          onRemove={() => onChange(examples.filter((each) => each !== example))}
        />
      ))}
      <FindingList
        findings={faults.filter(({ field }) => field === 'tests' || /^tests\/(?:match|pass)$/.test(field))}
      />
      <div className="flex flex-wrap gap-2">
        {(['match', 'pass'] as const).map((kind) => (
          <Button key={kind} size="small" onClick={() => add(kind)}>
            <Plus aria-hidden="true" className="size-4" /> Add what {kinds[kind]}
          </Button>
        ))}
      </div>
    </div>
  )
}

function Example({
  number,
  example,
  faults,
  onChange,
  onRemove,
}: {
  number: number
  example: ExampleDraft
  faults: readonly Finding[]
  onChange: (example: ExampleDraft) => void
  onRemove: () => void
}) {
  const { kind, form, text } = example
  const name = `Test ${number}`
  return (
    <fieldset className="min-w-0 rounded-md border border-line p-2">
      <legend className="sr-only">
        {name}: {kinds[kind]}
      </legend>
      <div className="mb-1.5 flex flex-wrap items-center gap-2">
        <Select
          aria-label={`${name}: what is expected`}
          value={kind}
          onChange={({ target }) => onChange({ ...example, kind: target.value === 'pass' ? 'pass' : 'match' })}
          className="!w-auto"
        >
          <option value="match">{kinds.match}</option>
          <option value="pass">{kinds.pass}</option>
        </Select>
        <Select
          aria-label={`${name}: form`}
          value={form}
          onChange={({ target }) => onChange({ ...example, form: optionOf(roleWords, target.value) ?? 'text' })}
          className="!w-auto max-w-full min-w-0"
        >
          <option value="text">a text, where the rule looks</option>
          {optionsOf(roleWords).map((role) => (
            <option key={role} value={role}>
              content of a {role} step, as JSON
            </option>
          ))}
        </Select>
        <span className="flex-1" />
        <IconButton label={`Remove test ${number}`} size="small" variant="quiet" onClick={onRemove}>
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      <Textarea
        aria-label={`${name}: ${form === 'text' ? 'text' : 'JSON'}`}
        aria-invalid={faults.length > 0 || undefined}
        value={text}
        onChange={(event) => onChange({ ...example, text: event.target.value })}
        rows={Math.min(8, Math.max(1, text.split('\n').length))}
        placeholder={form === 'text' ? 'DROP TABLE users' : '{"tool": "shell", "args": {"command": "…"}}'}
        maxLength={8_000}
        spellCheck={false}
        className="!min-h-11 font-mono [overflow-wrap:anywhere] md:!min-h-9"
      />
      <div aria-live="polite" className="mt-1">
        <FindingList findings={faults} />
      </div>
    </fieldset>
  )
}
