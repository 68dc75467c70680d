import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { boundedName, type CountedTrace, otherNames, rulesOf } from './trace-counts.ts'

const rowsAtOnce = 1_000

/** Notes which tools and rules sessions have met. Only for sessions that are there. */
export async function writeSessionNames(db: Kysely<Schema>, traces: readonly CountedTrace[]): Promise<void> {
  const tools = namesOf(traces, ({ tool }) => (tool === null ? [] : [tool]))
  for (let at = 0; at < tools.length; at += rowsAtOnce)
    await db
      .insertInto('session_tools')
      .values(tools.slice(at, at + rowsAtOnce).map(({ name, ...session }) => ({ ...session, tool: name })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  const rules = namesOf(traces, (trace) => {
    const { enforced, shadow } = rulesOf(trace)
    return [...enforced, ...shadow]
  })
  for (let at = 0; at < rules.length; at += rowsAtOnce)
    await db
      .insertInto('session_rules')
      .values(rules.slice(at, at + rowsAtOnce).map(({ name, ...session }) => ({ ...session, rule: name })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

function namesOf(traces: readonly CountedTrace[], namesIn: (trace: CountedTrace) => readonly string[]) {
  const found = new Map<string, { project_id: string; session_id: string; name: string }>()
  for (const trace of traces)
    for (const name of new Set(namesIn(trace).map(boundedName))) {
      if (name === otherNames) continue
      const { project_id, session_id } = trace
      found.set(JSON.stringify([session_id, name]), { project_id, session_id, name })
    }
  return [...found.values()]
}
