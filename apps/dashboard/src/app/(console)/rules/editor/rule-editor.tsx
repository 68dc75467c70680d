'use client'

import type { RuleDefinition } from '@agentsentry/contract'
import { Save } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState, useTransition } from 'react'
import { Button, ButtonLink } from '#components/button.tsx'
import { FormError } from '#components/form-error.tsx'
import { useToast } from '#components/toast.tsx'
import { saveRule } from '../actions.ts'
import type { DraftCheck, Finding, TrialInput } from './engine-questions.ts'
import { Playground } from './playground.tsx'
import { candidateOf, type RuleDraft } from './rule-draft.ts'
import { RuleFields } from './rule-fields.tsx'
import { useAwake } from './use-awake.ts'
import { useDraftCheck, useEngine } from './use-engine.ts'
import { useStoredRules } from './use-stored-rules.ts'

/** A rule to be written or changed, beside a place to try it. `id` is null for a new one. */
export function RuleEditor({
  id,
  initial,
  initialTrial,
}: {
  id: number | null
  initial: RuleDraft
  initialTrial: TrialInput
}) {
  const [draft, setDraft] = useState(initial)
  const [saved, setSaved] = useState(id === null ? null : initial)
  const [isTried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ of: RuleDraft; message: string; faults: Finding[] } | null>(null)
  const [isSaving, startSaving] = useTransition()
  const router = useRouter()
  const toast = useToast()
  const engine = useEngine()
  // Who comes with something to try wants to see at once what comes of it.
  const isAwake = useAwake(initialTrial.text !== '') || draft !== initial
  const [rulesVersion, rulesTrouble] = useStoredRules(engine, id, saved)
  const { check, of, isChecking, trouble } = useDraftCheck(engine, { draft, rulesVersion, isAwake })
  const isChanged = saved === null ? draft !== initial : JSON.stringify(draft) !== JSON.stringify(saved)
  useWarningBeforeLeaving(isChanged)

  const faults = useMemo(() => {
    const told = refused?.of === draft ? refused.faults : []
    const own = (check?.faults ?? []).filter(({ field }) => isTried || !isUntouched(field, draft, initial))
    return [...own, ...told.filter((fault) => !own.some(({ field }) => field === fault.field))]
  }, [check, refused, draft, initial, isTried])

  const change = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }))

  function save() {
    setTried(true)
    if (of === draft && !isChecking && check !== null && check.faults.length > 0) {
      focusFirstFault()
      return
    }
    const { candidate, faults: unreadable } = candidateOf(draft)
    if (unreadable.length > 0) return
    startSaving(async () => {
      const result = await saveRule(id, candidate)
      if (!result.ok) {
        setRefused({ of: draft, message: result.message, faults: result.errors.map(findingOf) })
        return
      }
      setRefused(null)
      setSaved(draft)
      toast({
        title: id === null ? 'Rule created' : 'Rule saved',
        description: draft.enabled ? 'It is in force from the next step on.' : 'It is off.',
      })
      if (id === null) router.push(`/rules/${result.value.id}`)
      else router.refresh()
    })
  }

  // What is stored was checked when it was stored.
  const isComplete = check === null ? !isAwake && id !== null : check.faults.length === 0
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,28rem)] 2xl:grid-cols-[minmax(0,1fr)_minmax(0,34rem)]"
    >
      <div className="min-w-0">
        <RuleFields draft={draft} onChange={change} faults={faults} warnings={check?.warnings ?? []} />
        <div className="sticky bottom-16 z-10 mt-4 rounded-lg border border-line bg-raised px-4 py-2.5 shadow-lg md:bottom-2">
          <FormError message={refused?.of === draft ? refused.message : trouble} />
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p role="status" className="text-[0.8125rem] text-muted">
              {statusOf({
                isChecking,
                isComplete,
                shown: faults.length,
                isChanged,
                warnings: check?.warnings.length ?? 0,
              })}
            </p>
            <div className="flex gap-2">
              <ButtonLink href="/rules" prefetch={false} variant="quiet">
                {isChanged ? 'Discard' : 'Back to the rules'}
              </ButtonLink>
              <Button type="submit" variant="primary" disabled={isSaving || (id !== null && !isChanged)}>
                <Save aria-hidden="true" className="size-4" />
                {isSaving ? 'Saving …' : id === null ? 'Create rule' : 'Save changes'}
              </Button>
            </div>
          </div>
        </div>
      </div>
      <div className="min-w-0">
        <div className="xl:sticky xl:top-4 xl:max-h-[calc(100dvh-2rem)] xl:overflow-y-auto">
          {rulesTrouble === null ? null : (
            <p className="mb-2 text-[0.8125rem] text-warn">The other rules could not be loaded: {rulesTrouble}</p>
          )}
          <Playground
            engine={engine}
            definition={check === null ? null : triable(check)}
            rulesVersion={rulesVersion}
            initial={initialTrial}
          />
        </div>
      </div>
    </form>
  )
}

/** A rule without a name, or whose own tests fail, may well be tried; one that cannot be evaluated says nothing of any text. */
function triable({ definition, faults }: DraftCheck): RuleDefinition | null {
  return faults.every(({ field }) => field === 'name' || field.startsWith('tests/')) ? definition : null
}

/** Nobody is told that a field is empty that they have not come to yet. */
function isUntouched(field: string, draft: RuleDraft, initial: RuleDraft): boolean {
  if (field === 'name') return draft.name === '' && initial.name === ''
  return field === 'pattern' && draft.pattern === '' && initial.pattern === ''
}

function findingOf({
  path,
  message,
  field,
  position,
  code,
  hint,
}: {
  path: string
  message: string
  field?: string | null | undefined
  position?: number | null | undefined
  code?: string | null | undefined
  hint?: string | null | undefined
}): Finding {
  return {
    field: field ?? path.replace(/^\//, ''),
    code: code ?? 'refused',
    message,
    position: position ?? null,
    hint: hint ?? null,
    rewrite: null,
  }
}

function focusFirstFault() {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus())
}

function statusOf({
  isChecking,
  isComplete,
  shown,
  isChanged,
  warnings,
}: {
  isChecking: boolean
  isComplete: boolean
  /** How many faults are shown at the fields. */
  shown: number
  isChanged: boolean
  warnings: number
}): string {
  if (isChecking) return 'checking …'
  if (shown > 0) return `${shown} ${shown === 1 ? 'fault' : 'faults'} to mend, marked above`
  if (!isComplete) return 'not complete yet'
  const odd = warnings === 0 ? '' : `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`
  return isChanged ? `no fault${odd}` : `no changes${odd}`
}

function useWarningBeforeLeaving(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isChanged])
}
