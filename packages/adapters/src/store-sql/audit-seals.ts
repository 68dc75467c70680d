import type {
  AuditHead,
  AuditSeal,
  AuditSeals,
  SealedEntry,
  StoredAuditEntry,
  StoredCheckpoint,
  UnsealedCount,
} from '@agentsentry/pipeline'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { AuditCheckpointTable, AuditLogTable, Schema } from './schema.ts'

/** The chain over the audit log, on either database. */
export class SqlAuditSeals implements AuditSeals {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async unsealed(limit: number): Promise<StoredAuditEntry[]> {
    const rows = await this.#db
      .selectFrom('audit_unsealed')
      .innerJoin('audit_logs', 'audit_logs.id', 'audit_unsealed.entry_id')
      .selectAll('audit_logs')
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('audit_seals')
              .select('audit_seals.seq')
              .whereRef('audit_seals.entry_id', '=', 'audit_unsealed.entry_id'),
          ),
        ),
      )
      .orderBy('audit_unsealed.entry_id')
      .limit(limit)
      .execute()
    return rows.map(readEntry)
  }

  async append(seals: readonly AuditSeal[], head: AuditHead | null): Promise<'appended' | 'head-moved'> {
    if (seals.length === 0) return 'appended'
    const rows = seals.map(({ seq, entryId, hash }) => ({ seq, entry_id: entryId, hash }))
    const entryIds = rows.map((row) => row.entry_id)
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        const newest = await selectHead(transaction)
        if (newest?.seq !== head?.seq || newest?.hash !== head?.hash) throw new HeadMoved()
        // The keys decide between two that saw the same head: of equal numbers, and of equal entries, one is written.
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('audit_seals')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (Number(numInsertedOrUpdatedRows) !== rows.length) throw new HeadMoved()
        await transaction.deleteFrom('audit_unsealed').where('entry_id', 'in', entryIds).execute()
        return 'appended' as const
      })
    } catch (error) {
      if (error instanceof HeadMoved) return 'head-moved'
      throw error
    }
  }

  head(): Promise<AuditHead | null> {
    return selectHead(this.#db)
  }

  async sealedEntries(afterSeq: number, limit: number): Promise<SealedEntry[]> {
    const rows = await this.#db
      .selectFrom('audit_seals')
      .leftJoin('audit_logs', 'audit_logs.id', 'audit_seals.entry_id')
      .select(['audit_seals.seq', 'audit_seals.entry_id', 'audit_seals.hash'])
      .selectAll('audit_logs')
      .where('audit_seals.seq', '>', afterSeq)
      .orderBy('audit_seals.seq')
      .limit(limit)
      .execute()
    return rows.map((row) => ({
      seq: row.seq,
      entryId: row.entry_id,
      hash: row.hash,
      entry: row.id === null ? null : readEntry(row as Selectable<AuditLogTable>),
    }))
  }

  async seals(afterSeq: number, limit: number): Promise<AuditSeal[]> {
    const rows = await this.#db
      .selectFrom('audit_seals')
      .selectAll()
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
      .execute()
    return rows.map(({ seq, entry_id: entryId, hash }) => ({ seq, entryId, hash }))
  }

  async countUnsealed(): Promise<UnsealedCount> {
    // One statement, since two would see the log at different moments while it is written.
    const { rows } = await sql<{ waiting: number; stray_id: number | null; lost_id: number | null }>`
      select
        (select count(*) from audit_unsealed) as waiting,
        (select min(id) from audit_logs
          where not exists (select 1 from audit_seals where audit_seals.entry_id = audit_logs.id)
          and not exists (select 1 from audit_unsealed where audit_unsealed.entry_id = audit_logs.id)) as stray_id,
        (select min(entry_id) from audit_unsealed
          where not exists (select 1 from audit_logs where audit_logs.id = audit_unsealed.entry_id)) as lost_id`.execute(
      this.#db,
    )
    const [row] = rows
    if (row === undefined) throw new Error('counting gave no row')
    return { waiting: Number(row.waiting), strayId: row.stray_id, lostId: row.lost_id }
  }

  async addCheckpoint({ seq, head, root, frontier, signature, createdAtMs }: StoredCheckpoint): Promise<void> {
    const row: AuditCheckpointTable = {
      seq,
      head,
      root,
      frontier: JSON.stringify(frontier),
      public_key: signature?.publicKey ?? null,
      signature: signature?.value ?? null,
      created_at: createdAtMs,
    }
    await this.#db
      .insertInto('audit_checkpoints')
      .values(row)
      .onConflict((conflict) =>
        signature === null
          ? conflict.doNothing()
          : conflict.column('seq').doUpdateSet(row).where('audit_checkpoints.signature', 'is', null),
      )
      .execute()
  }

  async newestCheckpoint(): Promise<StoredCheckpoint | null> {
    const row = await this.#db
      .selectFrom('audit_checkpoints')
      .selectAll()
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row === undefined ? null : readCheckpointRow(row)
  }

  async checkpoints(afterSeq: number, limit: number): Promise<StoredCheckpoint[]> {
    const rows = await this.#db
      .selectFrom('audit_checkpoints')
      .selectAll()
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
      .execute()
    return rows.map(readCheckpointRow)
  }
}

/** Rolls the transaction back. */
class HeadMoved extends Error {}

async function selectHead(db: Kysely<Schema>): Promise<AuditHead | null> {
  const row = await db
    .selectFrom('audit_seals')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ?? null
}

function readEntry(row: Selectable<AuditLogTable>): StoredAuditEntry {
  return {
    id: row.id,
    projectId: row.project_id,
    actor: row.actor,
    action: row.action,
    targetType: row.target_type,
    targetId: row.target_id,
    detailsJson: row.details,
    createdAtMs: row.created_at,
  }
}

function readCheckpointRow(row: Selectable<AuditCheckpointTable>): StoredCheckpoint {
  const { seq, head, root, frontier, public_key: publicKey, signature: value, created_at: createdAtMs } = row
  const signature = publicKey === null || value === null ? null : { publicKey, value }
  return { seq, head, root, frontier: readFrontier(frontier), signature, createdAtMs }
}

/** Whoever tampers with the log may have been here too; what is not a list then counts as none. */
function readFrontier(text: string): string[] {
  try {
    const frontier: unknown = JSON.parse(text)
    return Array.isArray(frontier) ? frontier.map(String) : []
  } catch {
    return []
  }
}
