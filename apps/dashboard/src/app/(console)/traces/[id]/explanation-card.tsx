import type { ExplainedRule, Explanation } from '@agentsentry/contract'
import Link from 'next/link'
import { Badge, type Tone } from '#components/badge.tsx'
import { Card } from '#components/card.tsx'
import { DecisionBadge } from '#components/decision-badge.tsx'
import { ErrorState } from '#components/error-state.tsx'
import { HostileText } from '#components/hostile-text.tsx'
import { Table, TableCell, TableHead, TableRow } from '#components/table.tsx'
import type { Loaded } from '#server/load.ts'
import { groupOutcomes, outcomeWords } from './group-outcomes.ts'

type ExplainedRules = Explanation['rules']

/** What a page draws of rules that had nothing to say; a rule set may hold thousands. */
const mostShown = 200

const tones: Readonly<Record<ExplainedRule['outcome'], Tone>> = {
  matched: 'accent',
  not_evaluated: 'warn',
  excepted: 'ask',
  no_match: 'neutral',
  out_of_scope: 'neutral',
}

/** What became of every rule, and what was read. */
export function ExplanationCard({ explanation }: { explanation: Loaded<Explanation> }) {
  if (!explanation.ok) {
    return (
      <Card title="Rule by rule">
        <ErrorState problem={explanation.problem} title="The step cannot be explained now" />
      </Card>
    )
  }
  const { rules, rule_set: ruleSet, views, consistent, differences } = explanation.value
  const { telling, silent } = groupOutcomes(rules)
  return (
    <Card
      title="Rule by rule"
      description={
        <>
          What became of the {rules.length.toLocaleString('en')} rules of{' '}
          <Link
            href={`/rules/sets/${ruleSet.number}`}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            rule set {ruleSet.number}
          </Link>
          . Read: {views.join(', ')}.
        </>
      }
      flush
    >
      {consistent ? null : <Differences differences={differences} />}
      {telling.length === 0 ? (
        <p className="px-4 py-3 text-muted">No rule matched, was exempted or failed.</p>
      ) : (
        <RuleTable label="Rules that matched, were exempted or could not be evaluated" rules={telling} />
      )}
      {silent.map(({ outcome, rules: members }) => (
        <details key={outcome} className="border-t border-line">
          <summary className="px-4 py-2 text-[0.8125rem] font-medium">
            {members.length.toLocaleString('en')} {outcomeWords[outcome]}
          </summary>
          <RuleTable label={`Rules: ${outcomeWords[outcome]}`} rules={members.slice(0, mostShown)} />
          {members.length > mostShown ? (
            <p className="px-4 py-2 text-[0.8125rem] text-muted">and {members.length - mostShown} more</p>
          ) : null}
        </details>
      ))}
    </Card>
  )
}

function Differences({ differences }: { differences: readonly string[] }) {
  return (
    <div className="border-b border-line bg-warn-soft px-4 py-2 text-[0.8125rem] text-warn">
      <p className="font-medium">Judged again, it does not say the same as when it was recorded:</p>
      <ul>
        {differences.map((difference) => (
          <li key={difference}>
            <HostileText text={difference} limit={300} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function RuleTable({ label, rules }: { label: string; rules: ExplainedRules }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <TableHead>Rule</TableHead>
          <TableHead>Outcome</TableHead>
          <TableHead>Would decide</TableHead>
          <TableHead>Why</TableHead>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <TableRow key={rule.rule}>
            <TableCell className="min-w-40 max-w-80">
              <HostileText text={rule.rule} limit={120} expandable={false} />
              {rule.mode === 'shadow' ? <span className="ml-1.5 text-xs text-muted">in shadow</span> : null}
            </TableCell>
            <TableCell>
              <Badge tone={tones[rule.outcome] ?? 'neutral'}>{outcomeWords[rule.outcome] ?? 'unknown'}</Badge>
            </TableCell>
            <TableCell>
              <DecisionBadge decision={rule.decision} />
            </TableCell>
            <TableCell className="min-w-48 text-muted">
              <Why rule={rule} />
            </TableCell>
          </TableRow>
        ))}
      </tbody>
    </Table>
  )
}

function Why({ rule: { why, reason } }: { rule: ExplainedRule }) {
  if (why !== null) return <HostileText text={why} limit={300} expandable={false} />
  if (reason?.excerpt === undefined) return <span>–</span>
  return (
    <>
      <HostileText text={reason.excerpt} limit={120} expandable={false} code />
      {reason.view === undefined || reason.view === 'text' ? null : ` in the ${reason.view} reading`}
    </>
  )
}
