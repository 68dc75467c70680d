import type { Decision, Phase } from '@agentsentry/contract'
import { lowestIdAt, timeOfId } from '../id-time.ts'
import type { Scope } from '../scope.ts'
import { hourMs, minuteMs, oldestMinuteRead } from './tally-steps.ts'
import { boundedName, otherNames, type TallyKind } from './trace-counts.ts'

/** What traces are looked for by, as far as it is tallied. */
export interface TalliedFilter {
  readonly decision?: Decision | undefined
  readonly phase?: Phase | undefined
  readonly tool?: string | undefined
  readonly rule?: string | undefined
}

/** From the first id, and below the second. */
export interface IdSpan {
  readonly from: string
  readonly below: string
}

/** Read in one go, newest first. */
const bucketsAtOnce = 500

/**
 * Where traces of such a kind may be, newest first, below this id: minutes, and before these hours, that have a tally of
 * it. Neighbours are one. Whatever is between holds none, so that a search for what is rare passes over most.
 */
export async function* spansWith(
  scope: Scope,
  filter: TalliedFilter,
  { below, nowMs }: { readonly below: string; readonly nowMs: number },
): AsyncGenerator<IdSpan, void> {
  const border = oldestMinuteRead(nowMs)
  yield* spansIn(scope, filter, { step: 'minute', ms: minuteMs, fromMs: border, below })
  const beforeBorder = lowestIdAt(border)
  yield* spansIn(scope, filter, {
    step: 'hour',
    ms: hourMs,
    fromMs: 0,
    below: below < beforeBorder ? below : beforeBorder,
  })
}

interface Search {
  readonly step: 'minute' | 'hour'
  readonly ms: number
  readonly fromMs: number
  readonly below: string
}

async function* spansIn(
  scope: Scope,
  filter: TalliedFilter,
  { step, ms, fromMs, below }: Search,
): AsyncGenerator<IdSpan, void> {
  let toMs = (timeOfId(`${below}-7000-`) ?? timeOfId(below) ?? Number.MAX_SAFE_INTEGER - 1) + 1
  let open: { fromMs: number; toMs: number } | null = null
  const spanOf = (times: { fromMs: number; toMs: number }): IdSpan => ({
    from: lowestIdAt(times.fromMs),
    below: lowestIdAt(times.toMs) < below ? lowestIdAt(times.toMs) : below,
  })
  for (;;) {
    const starts = await readStarts(scope, filter, { step, fromMs, toMs })
    for (const startsAt of starts) {
      if (open !== null && open.fromMs === startsAt + ms) {
        open.fromMs = startsAt
        continue
      }
      if (open !== null) yield spanOf(open)
      open = { fromMs: startsAt, toMs: startsAt + ms }
    }
    const last = starts.at(-1)
    if (last === undefined || starts.length < bucketsAtOnce) break
    toMs = last
  }
  if (open !== null) yield spanOf(open)
}

async function readStarts(
  { db, projectId }: Scope,
  filter: TalliedFilter,
  { step, fromMs, toMs }: { readonly step: string; readonly fromMs: number; readonly toMs: number },
): Promise<number[]> {
  const [first, ...others] = conditionsOf(filter)
  if (first === undefined) return []
  const rows = await db
    .selectFrom('trace_tallies as tally')
    .select('tally.starts_at')
    .distinct()
    .where('tally.project_id', '=', projectId)
    .where('tally.step', '=', step)
    .where('tally.kind', 'in', first.kinds)
    .where('tally.name', 'in', first.names)
    .where('tally.starts_at', '>=', fromMs)
    .where('tally.starts_at', '<', toMs)
    .where('tally.traces', '>', 0)
    .$if(filter.decision !== undefined, (query) => query.where('tally.decision', '=', filter.decision as string))
    .where(({ and, exists, selectFrom }) =>
      and(
        others.map(({ kinds, names }) =>
          exists(
            selectFrom('trace_tallies as other')
              .select('other.starts_at')
              .where('other.project_id', '=', projectId)
              .where('other.step', '=', step)
              .where('other.kind', 'in', kinds)
              .where('other.name', 'in', names)
              .whereRef('other.starts_at', '=', 'tally.starts_at')
              .where('other.traces', '>', 0),
          ),
        ),
      ),
    )
    .orderBy('tally.starts_at', 'desc')
    .limit(bucketsAtOnce)
    .execute()
  return rows.map(({ starts_at: startsAt }) => startsAt)
}

interface Condition {
  readonly kinds: readonly TallyKind[]
  readonly names: readonly string[]
}

/** Narrowest first. */
function conditionsOf({ decision, phase, tool, rule }: TalliedFilter): Condition[] {
  const conditions: Condition[] = []
  if (rule !== undefined) conditions.push({ kinds: ['rule', 'rule-shadow'], names: [boundedName(rule), otherNames] })
  if (tool !== undefined) conditions.push({ kinds: ['tool'], names: [boundedName(tool), otherNames] })
  if (phase !== undefined) conditions.push({ kinds: ['phase'], names: [phase] })
  if (conditions.length === 0 && decision !== undefined) conditions.push({ kinds: [''], names: [''] })
  return conditions
}
