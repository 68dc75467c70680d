import type { KeyRole, Keys, StoredKey } from '@agentsentry/pipeline'
import type { Kysely, Selectable } from 'kysely'
import { insertAudit } from './audit.ts'
import type { KeyTable, Schema } from './schema.ts'
import { inTransaction } from './scope.ts'

export class SqlKeys implements Keys {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async createKey(key: StoredKey, hash: string, actor: string): Promise<void> {
    await inTransaction({ db: this.#db, projectId: key.projectId }, async (scope) => {
      await scope.db
        .insertInto('api_keys')
        .values({
          id: key.id,
          project_id: key.projectId,
          name: key.name,
          role: key.role,
          prefix: key.prefix,
          hash,
          rate_limit: key.rateLimit,
          created_at: key.createdAtMs,
          expires_at: key.expiresAtMs,
          revoked_at: key.revokedAtMs,
        })
        .execute()
      const { name, role, prefix } = key
      await insertAudit(scope, {
        actor,
        action: 'key_create',
        targetType: 'key',
        targetId: key.id,
        details: { name, role, prefix },
      })
    })
  }

  async keyByHash(hash: string): Promise<StoredKey | null> {
    const row = await this.#db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()
    return row === undefined ? null : readKey(row)
  }

  async keys(projectId: string): Promise<StoredKey[]> {
    const rows = await this.#db
      .selectFrom('api_keys')
      .selectAll()
      .where('project_id', '=', projectId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute()
    return rows.map(readKey)
  }

  async hasKeys(): Promise<boolean> {
    return (await this.#db.selectFrom('api_keys').select('id').limit(1).executeTakeFirst()) !== undefined
  }

  async revokeKey(id: string, actor: string, nowMs: number): Promise<boolean> {
    return this.#db.transaction().execute(async (db) => {
      const row = await db
        .updateTable('api_keys')
        .set({ revoked_at: nowMs })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returningAll()
        .executeTakeFirst()
      if (row === undefined) return false
      const { name, role, prefix } = row
      await insertAudit(
        { db, projectId: row.project_id },
        { actor, action: 'key_revoke', targetType: 'key', targetId: id, details: { name, role, prefix } },
      )
      return true
    })
  }
}

function readKey(row: Selectable<KeyTable>): StoredKey {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    role: row.role as KeyRole,
    prefix: row.prefix,
    rateLimit: row.rate_limit,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    revokedAtMs: row.revoked_at,
  }
}
