import type { RecordOutcome } from '@agentsentry/pipeline'
import { idempotencyWindowMs } from '@agentsentry/pipeline/ports'
import { quarantineEntry } from '@agentsentry/pipeline/quarantine'
import type { Selectable } from 'kysely'
import type { PoolClient } from 'pg'
import { writeAudit } from '../store-sql/audit.ts'
import { writeIncident } from '../store-sql/deliveries.ts'
import type { ProjectEntry } from '../store-sql/project-store.ts'
import type { SessionTable, TraceTable } from '../store-sql/schema.ts'
import { readTrace, writeTrace } from '../store-sql/traces.ts'
import { findKeys, forgetKeys, lockSessions, takeKeys, writeBatch } from './batch-statement.ts'
import type { ServerPool } from './server-pool.ts'

/** Writes traces in bulk: as many as there are take as many journeys to the server as one. */
export class PostgresTraceWriter {
  readonly #pool: ServerPool

  constructor(pool: ServerPool) {
    this.#pool = pool
  }

  /** Writes all entries in one transaction; rejects, and has written none, when that fails. Committed when it resolves. */
  async writeAll(entries: readonly ProjectEntry[]): Promise<RecordOutcome[]> {
    const client = await this.#pool.connect()
    try {
      await client.query('begin')
      const outcomes = await writeEntries(client, entries)
      await client.query('commit')
      client.release()
      return outcomes
    } catch (error) {
      // Whatever became of the transaction, the end of its connection is the end of it.
      client.release(true)
      throw error
    }
  }
}

type SessionRow = Pick<Selectable<SessionTable>, 'id' | 'project_id' | 'quarantined_at' | 'quarantined_by'>

async function writeEntries(client: PoolClient, entries: readonly ProjectEntry[]): Promise<RecordOutcome[]> {
  const sessions = await readSessions(client, entries)
  const sessionOf = ({ projectId, trace }: ProjectEntry) => {
    const session = sessions.get(trace.sessionId)
    return session?.project_id === projectId ? session : undefined
  }
  const known = entries.filter((entry) => sessionOf(entry) !== undefined)
  const { firsts, repeats } = partByKey(known.filter(isKeyed))
  const earlier = await takeKeysOf(client, firsts)
  const repeated = new Set<ProjectEntry>(repeats)

  const outcomes = new Map<ProjectEntry, RecordOutcome>()
  const recorded: ProjectEntry[] = []
  for (const entry of known) {
    const before = earlier.get(entry.trace.id)
    if (before !== undefined) outcomes.set(entry, before)
    if (before !== undefined || repeated.has(entry)) continue
    const session = sessionOf(entry) as SessionRow
    if (session.quarantined_at === null || entry.trace.phase !== 'tool_call') {
      recorded.push(entry)
      outcomes.set(entry, { kind: 'recorded' })
    } else {
      const blocked = quarantineEntry(entry, session.quarantined_by)
      recorded.push(blocked)
      outcomes.set(entry, { kind: 'quarantined', trace: blocked.trace })
    }
  }
  if (recorded.length > 0) await insertAll(client, recorded)
  const replays = await findEarlier(client, repeats)
  return entries.map((entry) => outcomes.get(entry) ?? replays.get(entry.trace.id) ?? { kind: 'session-unknown' })
}

async function readSessions(client: PoolClient, entries: readonly ProjectEntry[]): Promise<Map<string, SessionRow>> {
  const ids = [...new Set(entries.map(({ trace }) => trace.sessionId))]
  const { rows } = await client.query<SessionRow>({ name: 'lock-sessions', text: lockSessions, values: [ids] })
  return new Map(rows.map((row) => [row.id, row]))
}

async function insertAll(client: PoolClient, entries: readonly ProjectEntry[]): Promise<void> {
  const traces = entries.map(({ projectId, trace }) => writeTrace(projectId, trace))
  const audits = entries.flatMap(({ projectId, audit, trace }) =>
    audit === null ? [] : [writeAudit(projectId, audit, trace.createdAtMs)],
  )
  const incidents = entries.flatMap(({ projectId, incident, trace }) =>
    incident === null ? [] : [writeIncident(projectId, incident, trace.createdAtMs)],
  )
  const checked = entries.filter(({ check }) => check).map(({ trace }) => trace.id)
  const values = [JSON.stringify(traces), JSON.stringify(audits), JSON.stringify(incidents), checked]
  await client.query({ name: 'write-batch', text: writeBatch, values })
}

interface KeyedEntry extends ProjectEntry {
  readonly idempotency: NonNullable<ProjectEntry['idempotency']>
}

function isKeyed(entry: ProjectEntry): entry is KeyedEntry {
  return entry.idempotency !== null
}

/** Entries of one batch may carry one key: the first may be recorded, the others are answered with what it left. */
function partByKey(keyed: readonly KeyedEntry[]): { firsts: KeyedEntry[]; repeats: KeyedEntry[] } {
  const names = new Set<string>()
  const firsts: KeyedEntry[] = []
  const repeats: KeyedEntry[] = []
  for (const entry of keyed) {
    const name = JSON.stringify([entry.projectId, entry.idempotency.key])
    ;(names.has(name) ? repeats : firsts).push(entry)
    names.add(name)
  }
  return { firsts, repeats }
}

/** Takes the keys that are free. Of the others, by the id of the trace that asks, what they stand for. */
async function takeKeysOf(
  client: PoolClient,
  entries: readonly KeyedEntry[],
): Promise<ReadonlyMap<string, RecordOutcome>> {
  if (entries.length === 0) return new Map()
  const rows = entries.map(keyRow)
  const outlivedMs = Math.max(...rows.map(({ created_at }) => created_at)) - idempotencyWindowMs
  const named = [rows.map(({ project_id }) => project_id), rows.map(({ key }) => key)]
  await client.query({ name: 'forget-keys', text: forgetKeys, values: [...named, outlivedMs] })
  const values = [JSON.stringify(rows)]
  const taken = await client.query<{ trace_id: string }>({ name: 'take-keys', text: takeKeys, values })
  const free = new Set(taken.rows.map(({ trace_id }) => trace_id))
  return findEarlier(
    client,
    entries.filter(({ trace }) => !free.has(trace.id)),
  )
}

async function findEarlier(
  client: PoolClient,
  entries: readonly KeyedEntry[],
): Promise<ReadonlyMap<string, RecordOutcome>> {
  if (entries.length === 0) return new Map()
  const values = [JSON.stringify(entries.map(keyRow))]
  const { rows } = await client.query<{
    asking: string
    same_body: boolean
    trace: Selectable<TraceTable> | null
  }>({ name: 'find-keys', text: findKeys, values })
  return new Map(
    rows.map(({ asking, same_body, trace }) => [
      asking,
      same_body && trace !== null ? { kind: 'replayed', trace: readTrace(trace) } : { kind: 'key-reused' },
    ]),
  )
}

function keyRow({ projectId, idempotency: { key, bodyHash }, trace }: KeyedEntry) {
  return {
    project_id: projectId,
    key,
    body_hash: bodyHash,
    trace_id: trace.id,
    session_id: trace.sessionId,
    created_at: trace.createdAtMs,
  }
}
