import type { Stats } from '@agentsentry/contract'
import { TopList, type TopRow } from './top-list.tsx'

const shown = 7

/** The rules, tools and agents that occurred most. */
export function TopLists({ stats }: { stats: Stats }) {
  return (
    <>
      <TopList
        title="Top rules"
        unit="steps with a reason"
        tone="text-accent"
        empty="No rule gave a reason in this time."
        rows={stats.rules.slice(0, shown).map((each) => ruleRow(each))}
      />
      <TopList
        title="Top tools"
        unit="stopped of all steps"
        tone="text-block"
        empty="No tool was called in this time."
        rows={stats.tools
          .slice(0, shown)
          .map(({ tool, traces, stopped }) => usedRow('tool', tool, { traces, stopped }))}
      />
      <TopList
        title="Agents"
        unit="stopped of all steps"
        tone="text-block"
        empty="No agent that has a name took a step in this time."
        rows={stats.agents
          .slice(0, shown)
          .map(({ agent, traces, stopped }) => usedRow('agent', agent, { traces, stopped }))}
      />
    </>
  )
}

function ruleRow({ rule, traces, enforced, shadow }: Stats['rules'][number]): TopRow {
  const words =
    shadow === 0 ? `${count(traces)} steps` : `${count(enforced)} steps in force, ${count(shadow)} in shadow`
  return { name: rule, href: sessionsWith('rule', rule), count: traces, part: enforced, words }
}

function usedRow(
  kind: 'tool' | 'agent',
  name: string,
  { traces, stopped }: { traces: number; stopped: number },
): TopRow {
  const words = `${count(stopped)} of ${count(traces)} steps stopped`
  return { name, href: sessionsWith(kind, name), count: traces, part: stopped, words }
}

/** Without the time: a session is listed by when it began, which may be long before. */
function sessionsWith(kind: 'rule' | 'tool' | 'agent', name: string): string {
  return `/sessions?${new URLSearchParams({ [kind]: name })}`
}

function count(number: number): string {
  return number.toLocaleString('en')
}
