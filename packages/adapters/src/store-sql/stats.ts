import { decisions, type Stats } from '@agentsentry/contract'
import type { StatsRange } from '@agentsentry/pipeline'
import { lowestIdAt, timeOfId } from './id-time.ts'
import type { Scope } from './scope.ts'
import { percentileOf } from './tallies/evaluation-times.ts'
import { readLiveTraces } from './tallies/live-traces.ts'
import { type DecisionCounts, type KindCounts, noCounts, readKinds, readSeries } from './tallies/read-tallies.ts'
import { readWatermark } from './tallies/watermark.ts'

const topKinds = ['tool', 'agent', 'rule', 'rule-shadow', 'evaluation'] as const
const topCount = 10

export async function selectStats(scope: Scope, range: StatsRange): Promise<Stats> {
  const { fromMs, toMs, stepMs } = range
  const live = await readLiveTraces(scope, range)
  const series = await readSeries(scope, range, live)
  const kinds = await readKinds(scope, topKinds, range)
  kinds.addLive(live, topKinds)
  const agents = kinds.top('agent', topCount)
  const sessions = await countSessions(scope, range)
  const sessionsOf = await Promise.all(agents.map(([agent]) => countSessions(scope, range, agent)))
  const totals = noCounts()
  for (const counts of series.values()) for (const decision of decisions) totals[decision] += counts[decision]
  const talliedToMs = timeOfId(await readWatermark(scope.db))
  return {
    from: isoOf(fromMs),
    to: isoOf(toMs),
    step_seconds: stepMs / 1000,
    tallied_to: talliedToMs === null ? null : isoOf(talliedToMs),
    series: [...series].map(([at, counts]) => ({ at: isoOf(at), ...counts })),
    totals: { traces: sumOf(totals), sessions, ...totals },
    rules: topRules(kinds),
    tools: kinds
      .top('tool', topCount)
      .map(([tool, { traces, decisions }]) => ({ tool, traces, stopped: stoppedOf(decisions) })),
    agents: agents.map(([agent, { traces, decisions }], at) => ({
      agent,
      sessions: sessionsOf[at] ?? 0,
      traces,
      stopped: stoppedOf(decisions),
    })),
    evaluation: evaluationOf(kinds),
  }
}

function topRules(kinds: KindCounts): Stats['rules'] {
  const enforced = kinds.names('rule')
  const shadow = kinds.names('rule-shadow')
  return [...new Set([...enforced.keys(), ...shadow.keys()])]
    .map((rule) => {
      const counts = { enforced: enforced.get(rule)?.traces ?? 0, shadow: shadow.get(rule)?.traces ?? 0 }
      return { rule, traces: counts.enforced + counts.shadow, ...counts }
    })
    .sort((left, right) => right.traces - left.traces || (left.rule < right.rule ? -1 : 1))
    .slice(0, topCount)
}

function evaluationOf(kinds: KindCounts): Stats['evaluation'] {
  const counts = new Map([...kinds.names('evaluation')].map(([name, { traces }]) => [name, traces]))
  if (counts.size === 0) return null
  return { p50_us: percentileOf(counts, 0.5), p99_us: percentileOf(counts, 0.99) }
}

/** Sessions that were opened in this time, of one agent or of all. */
async function countSessions(
  { db, projectId }: Scope,
  { fromMs, toMs }: Pick<StatsRange, 'fromMs' | 'toMs'>,
  agent?: string,
): Promise<number> {
  const { count } = await db
    .selectFrom('sessions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('project_id', '=', projectId)
    .$if(agent !== undefined, (query) => query.where('agent', '=', agent as string))
    .where('id', '>=', lowestIdAt(fromMs))
    .where('id', '<', lowestIdAt(toMs))
    .executeTakeFirstOrThrow()
  return Number(count)
}

function stoppedOf({ redact, ask, block }: DecisionCounts): number {
  return redact + ask + block
}

function sumOf(counts: DecisionCounts): number {
  return decisions.reduce((sum, decision) => sum + counts[decision], 0)
}

function isoOf(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
