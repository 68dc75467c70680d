import { type Kysely, sql } from 'kysely'
import type { Schema, TraceTallyTable } from '../schema.ts'
import { otherNames } from './trace-counts.ts'

/** Of one kind, in one step: what comes after them counts among the others. */
const mostNames = 500
/** Kinds whose names come from outside. */
const openKinds = ['tool', 'agent', 'rule', 'rule-shadow']
const rowsAtOnce = 1_000

/** Adds to tallies. Only while the watermark is held. */
export async function writeTallies(db: Kysely<Schema>, rows: readonly TraceTallyTable[]): Promise<void> {
  const bounded = await boundNames(db, rows)
  for (let at = 0; at < bounded.length; at += rowsAtOnce)
    await db
      .insertInto('trace_tallies')
      .values(bounded.slice(at, at + rowsAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['project_id', 'step', 'kind', 'starts_at', 'name', 'decision']).doUpdateSet({
          traces: sql`trace_tallies.traces + excluded.traces`,
          last_at: sql`case when excluded.last_at > trace_tallies.last_at then excluded.last_at else trace_tallies.last_at end`,
        }),
      )
      .execute()
}

/** The rows, with `(others)` in place of new names where there are as many as may be; equal rows are one. */
async function boundNames(db: Kysely<Schema>, rows: readonly TraceTallyTable[]): Promise<TraceTallyTable[]> {
  const known = await readNames(db, rows)
  const bounded = new Map<string, TraceTallyTable>()
  for (const row of rows) {
    const names = known.get(placeOf(row))
    const isOver = names !== undefined && names.size >= mostNames && !names.has(row.name)
    const name = isOver ? otherNames : row.name
    names?.add(name)
    const key = JSON.stringify([placeOf(row), name, row.decision])
    const same = bounded.get(key)
    bounded.set(key, {
      ...row,
      name,
      traces: row.traces + (same?.traces ?? 0),
      last_at: Math.max(row.last_at, same?.last_at ?? 0),
    })
  }
  return [...bounded.values()]
}

/** Names there are already, where these rows go. */
async function readNames(db: Kysely<Schema>, rows: readonly TraceTallyTable[]): Promise<Map<string, Set<string>>> {
  const names = new Map<string, Set<string>>()
  const starts = new Map<string, Set<number>>()
  for (const row of rows.filter(({ kind }) => openKinds.includes(kind))) {
    names.set(placeOf(row), new Set())
    const key = JSON.stringify([row.project_id, row.step])
    starts.set(key, (starts.get(key) ?? new Set()).add(row.starts_at))
  }
  for (const [key, startsAt] of starts) {
    const [projectId, step] = JSON.parse(key) as [string, string]
    const found = await db
      .selectFrom('trace_tallies')
      .select(['project_id', 'step', 'kind', 'starts_at', 'name'])
      .distinct()
      .where('project_id', '=', projectId)
      .where('step', '=', step)
      .where('kind', 'in', openKinds)
      .where('starts_at', 'in', [...startsAt])
      .execute()
    for (const row of found) names.get(placeOf(row))?.add(row.name)
  }
  return names
}

function placeOf({
  project_id,
  step,
  kind,
  starts_at,
}: Omit<TraceTallyTable, 'name' | 'decision' | 'traces' | 'last_at'>) {
  return JSON.stringify([project_id, step, kind, starts_at])
}
