'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { EngineLink, type Outcome } from './engine-link.ts'
import type { DraftCheck } from './engine-questions.ts'
import type { RuleDraft } from './rule-draft.ts'

/** Typing goes on for so long before the engine is asked. */
export const pauseMs = 180

function startWorker(): Worker {
  return new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module' })
}

/** The engine of a page: loaded when it is first asked, ended with the page. */
export function useEngine(): () => EngineLink {
  const link = useRef<EngineLink | null>(null)
  useEffect(() => () => link.current?.close(), [])
  return useCallback(() => {
    link.current ??= new EngineLink(startWorker)
    return link.current
  }, [])
}

export interface CheckState {
  /** What the last draft that was checked turned out to be; it stays while the next one is checked. */
  readonly check: DraftCheck | null
  /** The draft that `check` is about. */
  readonly of: RuleDraft | null
  readonly isChecking: boolean
  /** Why the last draft could not be checked. */
  readonly trouble: string | null
}

export interface DraftToCheck {
  readonly draft: RuleDraft
  /** Changes when the other rules do. */
  readonly rulesVersion: number
  /** Nothing is checked before. */
  readonly isAwake: boolean
}

/** Checks a draft whenever it has changed and typing has paused. */
export function useDraftCheck(engine: () => EngineLink, { draft, rulesVersion, isAwake }: DraftToCheck): CheckState {
  const [state, setState] = useState<CheckState>({ check: null, of: null, isChecking: false, trouble: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rules make another answer
  useEffect(() => {
    if (!isAwake) return
    setState((before) => ({ ...before, isChecking: true }))
    let isOver = false
    const timer = setTimeout(async () => {
      const outcome = await engine().ask('check', { draft })
      if (isOver || outcome.kind === 'superseded') return
      const done = { of: draft, isChecking: false }
      if (outcome.kind === 'answer')
        setState(({ check }) => ({ ...done, check: keepDefinition(outcome.answer, check), trouble: null }))
      else setState({ ...done, check: null, trouble: troubleOf(outcome, 'Checking this rule') })
    }, pauseMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [engine, draft, rulesVersion, isAwake])
  return state
}

/** A definition that says the same stays the same object, so that what was tried with it is not tried again. */
function keepDefinition(check: DraftCheck, before: DraftCheck | null): DraftCheck {
  const isSame = JSON.stringify(check.definition) === JSON.stringify(before?.definition)
  return isSame && before !== null ? { ...check, definition: before.definition } : check
}

export function troubleOf(
  outcome: Extract<Outcome<unknown>, { kind: 'stopped' | 'failed' }>,
  what: 'Checking this rule' | 'Trying this rule',
): string {
  if (outcome.kind === 'failed') return `${what} failed here: ${outcome.message}`
  return `${what} took more than ${outcome.afterMs / 1_000} s and was ended. The pattern does too much work on this text; make it more exact.`
}
