import type { RuleHits } from '@agentsentry/contract'
import type { Scope } from './scope.ts'
import { readLiveTraces } from './tallies/live-traces.ts'
import { readKinds } from './tallies/read-tallies.ts'
import { ceilTo, dayMs, floorTo, hourMs, minuteMs } from './tallies/tally-steps.ts'
import { otherNames } from './tallies/trace-counts.ts'

const ruleKinds = ['rule', 'rule-shadow'] as const

export async function selectRuleHits(scope: Scope, rules: readonly string[], nowMs: number): Promise<RuleHits[]> {
  const toMs = ceilTo(nowMs, minuteMs)
  // What is long ago is counted by the hour: there are no minutes of it any more.
  const monthFromMs = floorTo(nowMs - 30 * dayMs, hourMs)
  const live = await readLiveTraces(scope, { fromMs: monthFromMs, toMs, nowMs })
  const day = await readKinds(scope, ruleKinds, { fromMs: floorTo(nowMs - dayMs, minuteMs), toMs })
  const month = await readKinds(scope, ruleKinds, { fromMs: monthFromMs, toMs })
  for (const counts of [day, month]) counts.addLive(live, ruleKinds)
  const names = new Set([...rules, ...ruleKinds.flatMap((kind) => [...month.names(kind).keys()])])
  names.delete(otherNames)
  const hits = [...names].map((rule) => {
    const lastMs = Math.max(...ruleKinds.map((kind) => month.names(kind).get(rule)?.lastMs ?? 0))
    return {
      rule,
      hits_24h: day.names('rule').get(rule)?.traces ?? 0,
      hits_30d: month.names('rule').get(rule)?.traces ?? 0,
      last_hit_at: lastMs === 0 ? null : new Date(lastMs).toISOString(),
      shadow_hits_24h: day.names('rule-shadow').get(rule)?.traces ?? 0,
      shadow_hits_30d: month.names('rule-shadow').get(rule)?.traces ?? 0,
    }
  })
  for (const hit of hits) if (hit.last_hit_at === null) hit.last_hit_at = await lastHitOf(scope, hit.rule)
  return hits.sort((left, right) => weightOf(right) - weightOf(left) || (left.rule < right.rule ? -1 : 1))
}

function weightOf({ hits_30d, shadow_hits_30d }: RuleHits): number {
  return hits_30d + shadow_hits_30d
}

/** Of a rule that had no hit for long. */
async function lastHitOf({ db, projectId }: Scope, rule: string): Promise<string | null> {
  const times: number[] = []
  for (const kind of ruleKinds) {
    const row = await db
      .selectFrom('trace_tallies')
      .select('last_at')
      .where('project_id', '=', projectId)
      .where('step', '=', 'day')
      .where('kind', '=', kind)
      .where('name', '=', rule)
      .orderBy('starts_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (row !== undefined) times.push(row.last_at)
  }
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString()
}
