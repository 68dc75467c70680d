'use client'

import type { RuleDefinition } from '@agentsentry/contract'
import type { ReactNode } from 'react'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { JsonTree } from '#components/json-tree.tsx'
import type { Trial } from './engine-questions.ts'
import { ReasonLine } from './reason-line.tsx'
import { marksOfTrial } from './trial-marks.ts'

const outcomeWords = {
  matched: 'matches',
  no_match: 'does not match',
  out_of_scope: 'does not look at this step',
  excepted: 'matches, and an exception exempts it',
  not_evaluated: 'could not be evaluated',
} as const

/** What the rule alone decides, what all rules decide with it, and where it matches. */
export function TrialResult({ trial, definition }: { trial: Trial; definition: RuleDefinition }) {
  const { alone, withDraft, asStored, matches } = trial
  const marks = marksOfTrial(trial, definition)
  const reason = alone.reason
  const counts = alone.outcome === 'matched' || alone.outcome === 'not_evaluated'
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-2 rounded-md border border-line p-3">
        <Line term="This rule alone">
          <DecisionBadge decision={counts ? definition.decision : 'allow'} />
          <span>
            {outcomeWords[alone.outcome]}
            {matches.length > 1 ? ` in ${matches.length === 100 ? '100 or more' : matches.length} places` : ''}
          </span>
          {alone.why === null ? null : (
            <span className="text-[0.8125rem] text-muted">
              <HostileText text={alone.why} limit={300} expandable={false} />
            </span>
          )}
        </Line>
        <Line term="All rules with it">
          <DecisionBadge decision={withDraft.decision} />
          <span className="text-[0.8125rem] text-muted">
            {withDraft.decision === asStored ? 'as without this change' : `without this change: ${asStored}`}
            {definition.enabled ? '' : ' (the rule is off)'}
            {definition.enabled && definition.mode === 'shadow' ? ' (the rule is in shadow)' : ''}
          </span>
        </Line>
      </dl>
      {withDraft.reasons.length + withDraft.shadow.length === 0 && reason === null ? null : (
        <ul aria-label="Reasons" className="divide-y divide-line">
          {withDraft.reasons.map((each) => (
            <ReasonLine key={`reason ${each.rule}`} reason={each} isOwn={each.rule === definition.name} />
          ))}
          {withDraft.shadow.map((each) => (
            <ReasonLine key={`shadow ${each.rule}`} reason={each} isOwn={each.rule === definition.name} isShadow />
          ))}
          {reason === null || definition.enabled ? null : <ReasonLine reason={reason} isOwn />}
        </ul>
      )}
      <div className="max-h-80 overflow-y-auto rounded-md border border-line bg-sunken p-2">
        <JsonTree label="What was tried" value={trial.content} marks={marks} openLevels={4} />
      </div>
    </div>
  )
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-[0.8125rem] font-medium whitespace-nowrap text-muted">{term}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1">{children}</dd>
    </>
  )
}
