import 'server-only'
import type { Attention, ListedSession, Stats, Trace } from '@agentsentry/contract'
import { type Loaded, load } from '#server/load.ts'
import { isOfPeriod, previousPeriod } from './previous-period.ts'
import type { TimeRange } from './time-range.ts'

export interface Overview {
  readonly attention: Loaded<Attention>
  readonly stats: Loaded<Stats>
  /** Null where there are no figures of just the period before. */
  readonly before: Stats | null
  readonly stopped: Loaded<readonly Trace[]>
  readonly sessions: Loaded<readonly ListedSession[]>
}

const mostSteps = 100
const listed = 8

/** Everything that the overview shows, asked for at once but for the period before, which follows from the first answer. */
export async function loadOverview({ fromMs, toMs, preset }: TimeRange, nowMs: number): Promise<Overview> {
  const from = new Date(fromMs).toISOString()
  const to = new Date(toMs).toISOString()
  const asked = load((client) => client.stats({ from, to, buckets: mostSteps }))
  // What comes in from now on is news also to a range that moves on.
  const span = preset === null ? { from, to } : { from }
  const ofDecision = (decision: 'block' | 'ask') =>
    load((client) => client.recentTraces({ ...span, decision, limit: listed }))
  const [attention, stats, before, blocked, asks, sessions] = await Promise.all([
    load((client) => client.attention()),
    asked,
    asked.then((stats) => (stats.ok ? loadBefore(stats.value, nowMs) : null)),
    ofDecision('block'),
    ofDecision('ask'),
    load((client) => client.sessions({ ...(preset === null ? span : {}), limit: listed })),
  ])
  return {
    attention,
    stats,
    before,
    stopped: newestOf(blocked, asks),
    sessions: sessions.ok ? { ok: true, value: sessions.value.items } : sessions,
  }
}

async function loadBefore(stats: Stats, nowMs: number): Promise<Stats | null> {
  const period = previousPeriod(stats, nowMs)
  const before = await load((client) => client.stats({ ...period, buckets: mostSteps }))
  return before.ok && isOfPeriod(before.value, period) ? before.value : null
}

type TracePage = Loaded<{ readonly items: readonly Trace[] }>

function newestOf(blocked: TracePage, asks: TracePage): Loaded<readonly Trace[]> {
  if (!blocked.ok) return blocked
  if (!asks.ok) return asks
  const traces = [...blocked.value.items, ...asks.value.items].sort((left, right) => (left.id < right.id ? 1 : -1))
  return { ok: true, value: traces.slice(0, listed) }
}
