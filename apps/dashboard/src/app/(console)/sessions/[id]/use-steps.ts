'use client'

import type { SessionDetail } from '@agentsentry/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { StepFilter } from '#timeline/step-filter.ts'
import {
  extendNewer,
  extendOlder,
  renewTraces,
  type StepsPage,
  type StepWindow,
  tailPlace,
} from '#timeline/step-window.ts'
import type { PageProblem } from '../../../../page-problem.ts'
import { fetchSteps } from './fetch-steps.ts'
import type { Position } from './steps-request.ts'

type Busy = 'older' | 'newer' | 'jump' | null

export interface Steps {
  readonly session: SessionDetail
  readonly window: StepWindow
  readonly busy: Busy
  readonly problem: PageProblem | null
  loadOlder(): void
  loadNewer(): void
  /** What has come in since, at the end of a window that reaches to the end. Null where that has to be tried again. */
  loadTail(): Promise<StepsPage | null>
  /** The window at another place; the page that was found, or null. */
  jump(position: Position): Promise<StepsPage | null>
  /** The trace as it is now, where the window holds it, and the session. */
  renew(traceId: string): Promise<void>
}

/** The part of a session that the page holds. One request is under way at a time; what is asked for meanwhile, other than to go elsewhere, is passed over. */
export function useSteps(initial: { session: SessionDetail; page: StepsPage; filter: StepFilter }): Steps {
  const { filter } = initial
  const sessionId = initial.session.id
  const [session, setSession] = useState(initial.session)
  const [window, setWindow] = useState<StepWindow>(initial.page)
  const [busy, setBusy] = useState<Busy>(null)
  const [problem, setProblem] = useState<PageProblem | null>(null)
  const latest = useRef(window)
  latest.current = window
  const running = useRef<Promise<unknown> | null>(null)
  // The server draws the page anew after a change, and when the API is back.
  useEffect(() => setSession(initial.session), [initial.session])

  const ask = useCallback(
    async (kind: Busy, position: Position, take: (page: StepsPage) => void): Promise<StepsPage | null> => {
      // Somebody who wants to go elsewhere waits for what is under way; nobody else does.
      while (running.current !== null) {
        if (kind !== 'jump') return null
        await running.current
      }
      const request = fetchSteps(sessionId, position, filter)
      running.current = request
      setBusy(kind)
      const outcome = await request
      running.current = null
      setBusy(null)
      setProblem(outcome.ok ? null : outcome.problem)
      if (!outcome.ok) return null
      setSession(outcome.value.session)
      take(outcome.value.page)
      return outcome.value.page
    },
    [sessionId, filter],
  )

  const loadOlder = useCallback(() => {
    const { from, atStart } = latest.current
    if (atStart || from === null) return
    void ask('older', { kind: 'before', place: from }, (page) => setWindow((before) => extendOlder(before, page)))
  }, [ask])

  const loadNewer = useCallback(() => {
    const { to, atEnd } = latest.current
    if (atEnd) return
    const position: Position = to === null ? { kind: 'start' } : { kind: 'after', place: to }
    void ask('newer', position, (page) => setWindow((before) => extendNewer(before, page)))
  }, [ask])

  const loadTail = useCallback(() => {
    const place = tailPlace(latest.current)
    const position: Position = place === null ? { kind: 'start' } : { kind: 'after', place }
    return ask(null, position, (page) => setWindow((before) => extendNewer(before, page)))
  }, [ask])

  const jump = useCallback(
    (position: Position) =>
      ask('jump', position, (page) => {
        if (page.traces.length > 0) setWindow(page)
      }),
    [ask],
  )

  const renew = useCallback(
    async (id: string) => {
      const outcome = await fetchSteps(sessionId, { kind: 'only', id }, {})
      if (!outcome.ok) return
      setSession(outcome.value.session)
      setWindow((before) => renewTraces(before, outcome.value.page.traces))
    },
    [sessionId],
  )

  return { session, window, busy, problem, loadOlder, loadNewer, loadTail, jump, renew }
}
