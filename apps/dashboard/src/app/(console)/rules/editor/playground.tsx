'use client'

import type { RuleDefinition } from '@agentsentry/contract'
import { useEffect, useId, useState } from 'react'
import { Card } from '#components/card.tsx'
import { classNames } from '#components/class-names.ts'
import { Input, Textarea } from '#components/controls.tsx'
import { Field } from '#components/field.tsx'
import { FormError } from '#components/form-error.tsx'
import { ChoiceField } from './choice-field.tsx'
import type { EngineLink } from './engine-link.ts'
import type { Trial, TrialInput } from './engine-questions.ts'
import { HistoryPreview } from './history-preview.tsx'
import { phaseWords } from './rule-options.ts'
import { TracePicker } from './trace-picker.tsx'
import { TrialResult } from './trial-result.tsx'
import { pauseMs, troubleOf } from './use-engine.ts'

export interface PlaygroundProps {
  readonly engine: () => EngineLink
  /** The rule to try; null while the draft is not one. */
  readonly definition: RuleDefinition | null
  /** Changes when the other rules do. */
  readonly rulesVersion: number
  readonly initial: TrialInput
}

/** Tries a rule on a text, on content, or on what agents have done, without anything being stored. */
export function Playground({ engine, definition, rulesVersion, initial }: PlaygroundProps) {
  const [input, setInput] = useState(initial)
  const { trial, of, trouble } = useTrial({ engine, definition, input, rulesVersion })
  const change = (part: Partial<TrialInput>) => setInput((before) => ({ ...before, ...part }))
  const isTool = input.phase === 'tool_call' || input.phase === 'tool_result'
  return (
    <div className="flex flex-col gap-4">
      <Card title="Try it" description="In this browser, as you type. Nothing is sent or recorded.">
        <div className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <FormChoice value={input.form} onChange={(form) => change({ form })} />
            <TracePicker
              onPick={({ json, phase, tool }) => setInput({ form: 'json', text: json, phase, tool: tool ?? '' })}
            />
          </div>
          <Textarea
            aria-label={input.form === 'text' ? 'Text to try the rule on' : 'Content to try the rule on, as JSON'}
            value={input.text}
            onChange={({ target }) => change({ text: target.value })}
            placeholder={
              input.form === 'text'
                ? 'Paste what an agent might say or do.'
                : '{"tool": "shell", "args": {"command": "rm -rf /"}}'
            }
            rows={5}
            spellCheck={false}
            className="font-mono [overflow-wrap:anywhere]"
          />
          <div className="grid grid-cols-2 gap-3">
            <ChoiceField label="Phase" words={phaseWords} value={input.phase} onChange={(phase) => change({ phase })} />
            {isTool ? (
              <Field label="Tool" optional>
                {(control) => (
                  <Input
                    {...control}
                    value={input.tool}
                    onChange={({ target }) => change({ tool: target.value })}
                    placeholder="as the rule has it"
                    spellCheck={false}
                    autoCapitalize="off"
                    className="font-mono"
                  />
                )}
              </Field>
            ) : null}
          </div>
          <FormError message={trouble} />
          <div aria-live="polite">
            {trial === null || of === null ? (
              <p className="rounded-md border border-dashed border-line-strong px-3 py-4 text-center text-muted">
                {input.text === ''
                  ? 'Put something in above to see what the rule makes of it.'
                  : definition === null
                    ? 'As soon as the rule has a pattern and no fault, it is tried here.'
                    : trouble === null
                      ? 'trying …'
                      : 'Nothing was found out.'}
              </p>
            ) : (
              <TrialResult trial={trial} definition={of} />
            )}
          </div>
        </div>
      </Card>
      <HistoryPreview engine={engine} definition={definition} />
    </div>
  )
}

function FormChoice({ value, onChange }: { value: TrialInput['form']; onChange: (form: TrialInput['form']) => void }) {
  const name = useId()
  const forms = { text: 'Text', json: 'JSON content' } as const
  return (
    <fieldset className="flex rounded-md border border-line-strong">
      <legend className="sr-only">What is tried</legend>
      {(['text', 'json'] as const).map((form) => (
        <label
          key={form}
          className={classNames(
            'inline-flex min-h-9 cursor-pointer items-center px-3 text-[0.8125rem] font-medium first-of-type:rounded-l-md last-of-type:rounded-r-md has-focus-visible:outline-2 has-focus-visible:outline-focus md:min-h-7',
            value === form ? 'bg-accent text-on-accent' : 'hover:bg-hover',
          )}
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={value === form}
            onChange={() => onChange(form)}
          />
          {forms[form]}
        </label>
      ))}
    </fieldset>
  )
}

interface TrialState {
  readonly trial: Trial | null
  /** The rule that was tried. */
  readonly of: RuleDefinition | null
  readonly trouble: string | null
}

function useTrial({
  engine,
  definition,
  input,
  rulesVersion,
}: Omit<PlaygroundProps, 'initial'> & { input: TrialInput }): TrialState {
  const [state, setState] = useState<TrialState>({ trial: null, of: null, trouble: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rules make another answer
  useEffect(() => {
    if (definition === null || input.text === '') {
      setState({ trial: null, of: null, trouble: null })
      return
    }
    let isOver = false
    const timer = setTimeout(async () => {
      const outcome = await engine().ask('try', { definition, input })
      if (isOver || outcome.kind === 'superseded') return
      const nothing = { trial: null, of: null }
      if (outcome.kind !== 'answer') setState({ ...nothing, trouble: troubleOf(outcome, 'Trying this rule') })
      else if ('unreadable' in outcome.answer) setState({ ...nothing, trouble: outcome.answer.unreadable })
      else setState({ trial: outcome.answer, of: definition, trouble: null })
    }, pauseMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [engine, definition, input, rulesVersion])
  return state
}
