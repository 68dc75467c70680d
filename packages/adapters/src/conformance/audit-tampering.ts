import type { AuditFault } from '@agentsentry/pipeline'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { AuditLogTable, Schema } from '../store-sql/schema.ts'

/** One thing that somebody with access to the database may do to the log, as a sentence goes on after "when somebody". */
export interface Tampering {
  readonly does: string
  /** Found only by a checkpoint that was kept elsewhere. */
  readonly needsAnchor: boolean
}

type Draw = (least: number, most: number) => number
type Expected = Partial<AuditFault> | 'nothing'
type Tamper = (db: Kysely<Schema>, draw: Draw) => Promise<Expected>
type EntryRow = Selectable<AuditLogTable>

const textFields = ['project_id', 'actor', 'action', 'target_type', 'target_id', 'details'] as const

const ways: Record<string, Tamper> = {
  ...Object.fromEntries(textFields.map((field) => [`edits ${field}`, editOf(field)])),
  'edits created_at': async (db, draw) => {
    const { row, seq } = await anyEntry(db, draw)
    await update(db, row.id, { created_at: row.created_at + draw(1, 1_000) })
    return { kind: 'entry-changed', seq, entryId: row.id }
  },
  'gives an entry another id': async (db, draw) => {
    const { row, seq } = await anyEntry(db, draw)
    await sql`update audit_logs set id = ${row.id + 1_000_000} where id = ${row.id}`.execute(db)
    return { kind: 'entry-missing', seq, entryId: row.id }
  },
  'deletes an entry': async (db, draw) => {
    const { row, seq } = await anyEntry(db, draw)
    await db.deleteFrom('audit_logs').where('id', '=', row.id).execute()
    return { kind: 'entry-missing', seq, entryId: row.id }
  },
  'deletes a seal': async (db, draw) => {
    const { seq } = await anyEntry(db, draw)
    await db.deleteFrom('audit_seals').where('seq', '=', seq).execute()
    return { seq }
  },
  'deletes an entry with its seal': async (db, draw) => {
    const { row, seq } = await anyEntry(db, draw)
    await db.deleteFrom('audit_logs').where('id', '=', row.id).execute()
    await db.deleteFrom('audit_seals').where('seq', '=', seq).execute()
    return { seq }
  },
  'deletes an entry with its seal and numbers the others anew': async (db, draw) => {
    const rows = await entriesOf(db)
    const at = draw(0, rows.length - 2)
    await db
      .deleteFrom('audit_logs')
      .where('id', '=', rows[at]?.id as number)
      .execute()
    await db
      .deleteFrom('audit_seals')
      .where('seq', '=', at + 1)
      .execute()
    await shiftSeals(db, at + 1, -1)
    return { kind: 'entry-changed', seq: at + 1 }
  },
  'swaps two entries': async (db, draw) => {
    const { first, second } = await twoEntries(db, draw)
    const { id: firstId, ...ofFirst } = first.row
    const { id: secondId, ...ofSecond } = second.row
    if (JSON.stringify(ofFirst) === JSON.stringify(ofSecond)) return 'nothing'
    await update(db, firstId, ofSecond)
    await update(db, secondId, ofFirst)
    return { kind: 'entry-changed', seq: first.seq }
  },
  'swaps the seals of two entries': async (db, draw) => {
    const { first, second } = await twoEntries(db, draw)
    await setSealed(db, first.seq, -1)
    await setSealed(db, second.seq, first.row.id)
    await setSealed(db, first.seq, second.row.id)
    return { kind: 'entry-changed', seq: first.seq }
  },
  'edits a seal': async (db, draw) => {
    const { seq } = await anyEntry(db, draw)
    await db
      .updateTable('audit_seals')
      .set({ hash: 'ab'.repeat(32) })
      .where('seq', '=', seq)
      .execute()
    return { kind: 'entry-changed', seq }
  },
  'puts an entry in': async (db) => {
    const id = await putIn(db)
    return { kind: 'entry-unsealed', entryId: id }
  },
  'puts an entry in with a seal before the first': async (db) => {
    const id = await putIn(db)
    await db
      .insertInto('audit_seals')
      .values({ seq: 0, entry_id: id, hash: 'ab'.repeat(32) })
      .execute()
    return { kind: 'seal-missing' }
  },
  'puts an entry in with a seal and numbers the others anew': async (db, draw) => {
    const { seq } = await anyEntry(db, draw)
    await shiftSeals(db, seq - 1, 1)
    const id = await putIn(db)
    await db
      .insertInto('audit_seals')
      .values({ seq, entry_id: id, hash: 'ab'.repeat(32) })
      .execute()
    return { kind: 'entry-changed', seq, entryId: id }
  },
  'takes the end of the chain away': async (db, draw) => {
    const kept = await truncate(db, draw)
    return { kind: 'log-truncated', seq: kept.checkpoint }
  },
  'takes the end of the chain away with its checkpoints': async (db, draw) => {
    const { size, length } = await truncate(db, draw)
    await db.deleteFrom('audit_checkpoints').where('seq', '>', size).execute()
    return { kind: 'log-truncated', seq: length, anchor: 'kept' }
  },
  'takes the whole log away': async (db) => {
    const { length } = await entriesOf(db)
    for (const table of ['audit_logs', 'audit_seals', 'audit_checkpoints'] as const)
      await db.deleteFrom(table).execute()
    return { kind: 'log-truncated', seq: length, anchor: 'kept' }
  },
  'edits the root of a checkpoint': async (db, draw) => {
    const rows = await db.selectFrom('audit_checkpoints').selectAll().orderBy('seq').execute()
    const { seq } = rows[draw(0, rows.length - 1)] as { seq: number }
    await db
      .updateTable('audit_checkpoints')
      .set({ root: 'ab'.repeat(32) })
      .where('seq', '=', seq)
      .execute()
    return { kind: 'checkpoint-differs', seq, anchor: null }
  },
}

const needAnAnchor = ['takes the end of the chain away with its checkpoints', 'takes the whole log away']

export const tamperings: readonly Tampering[] = Object.keys(ways).map((does) => ({
  does,
  needsAnchor: needAnAnchor.includes(does),
}))

/** Does it, at a place that is drawn, and returns what must be found first; `nothing` when nothing was changed. */
export function tamper(db: Kysely<Schema>, { does }: Tampering, draw: Draw): Promise<Expected> {
  return (ways[does] as Tamper)(db, draw)
}

function editOf(field: (typeof textFields)[number]): Tamper {
  return async (db, draw) => {
    const { row, seq } = await anyEntry(db, draw)
    await update(db, row.id, { [field]: edited(row[field], draw) })
    return { kind: 'entry-changed', seq, entryId: row.id }
  }
}

/** Another text: a character more, one less, or another one. */
function edited(value: string, draw: Draw): string {
  const characters = [...value]
  const at = draw(0, characters.length)
  const kind = at === characters.length ? 0 : draw(0, 2)
  if (kind === 0) characters.splice(at, 0, 'x')
  else if (kind === 1) characters.splice(at, 1)
  else characters[at] = characters[at] === 'x' ? 'y' : 'x'
  return characters.join('')
}

async function update(db: Kysely<Schema>, id: number, change: Partial<Omit<EntryRow, 'id'>>): Promise<void> {
  await db.updateTable('audit_logs').set(change).where('id', '=', id).execute()
}

/** Ids are given in the order of the chain here, so the place in it is the place in this list. */
async function entriesOf(db: Kysely<Schema>): Promise<EntryRow[]> {
  return db.selectFrom('audit_logs').selectAll().orderBy('id').execute()
}

async function anyEntry(db: Kysely<Schema>, draw: Draw): Promise<{ row: EntryRow; seq: number }> {
  const rows = await entriesOf(db)
  const at = draw(0, rows.length - 1)
  return { row: rows[at] as EntryRow, seq: at + 1 }
}

async function twoEntries(db: Kysely<Schema>, draw: Draw) {
  const rows = await entriesOf(db)
  const first = draw(0, rows.length - 2)
  const second = draw(first + 1, rows.length - 1)
  return {
    first: { row: rows[first] as EntryRow, seq: first + 1 },
    second: { row: rows[second] as EntryRow, seq: second + 1 },
  }
}

async function setSealed(db: Kysely<Schema>, seq: number, entryId: number): Promise<void> {
  await db.updateTable('audit_seals').set({ entry_id: entryId }).where('seq', '=', seq).execute()
}

/** Gives the seals after this one other numbers. */
async function shiftSeals(db: Kysely<Schema>, after: number, by: number): Promise<void> {
  const far = 1_000_000
  await sql`update audit_seals set seq = seq + ${far + by} where seq > ${after}`.execute(db)
  await sql`update audit_seals set seq = seq - ${far} where seq > ${far}`.execute(db)
}

/** Writes an entry that nothing waits to seal, and returns its id. */
async function putIn(db: Kysely<Schema>): Promise<number> {
  const { id } = await db
    .insertInto('audit_logs')
    .values({
      project_id: 'default',
      actor: 'api_key',
      action: 'rule_update',
      target_type: 'rule',
      target_id: '1',
      details: '{}',
      created_at: 1,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.deleteFrom('audit_unsealed').execute()
  return id
}

/** Removes entries and seals from some place on. `checkpoint` is the first stored one that covers more than is left. */
async function truncate(db: Kysely<Schema>, draw: Draw): Promise<{ size: number; length: number; checkpoint: number }> {
  const rows = await entriesOf(db)
  const size = draw(0, rows.length - 1)
  const ids = rows.slice(size).map(({ id }) => id)
  await db.deleteFrom('audit_logs').where('id', 'in', ids).execute()
  await db.deleteFrom('audit_seals').where('seq', '>', size).execute()
  const { seq } = await db
    .selectFrom('audit_checkpoints')
    .select('seq')
    .where('seq', '>', size)
    .orderBy('seq')
    .executeTakeFirstOrThrow()
  return { size, length: rows.length, checkpoint: seq }
}
