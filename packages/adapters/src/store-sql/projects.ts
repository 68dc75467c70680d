import { SentryError } from '@agentsentry/contract'
import type { Project, Projects } from '@agentsentry/pipeline'
import type { Kysely, Selectable } from 'kysely'
import { insertAudit } from './audit.ts'
import type { ProjectTable, Schema } from './schema.ts'
import { inTransaction } from './scope.ts'

export class SqlProjects implements Projects {
  readonly #db: Kysely<Schema>

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  async createProject({ id, name, createdAtMs }: Project, actor: string): Promise<void> {
    await inTransaction({ db: this.#db, projectId: id }, async (scope) => {
      const { numInsertedOrUpdatedRows } = await scope.db
        .insertInto('projects')
        .values({ id, name, created_at: createdAtMs })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow()
      if (numInsertedOrUpdatedRows === 0n)
        throw new SentryError('project_name_taken', `there is a project named \`${name}\` already`)
      await insertAudit(scope, {
        actor,
        action: 'project_create',
        targetType: 'project',
        targetId: id,
        details: { name },
      })
    })
  }

  async projects(): Promise<Project[]> {
    const rows = await this.#db.selectFrom('projects').selectAll().orderBy('created_at').orderBy('id').execute()
    return rows.map(readProject)
  }

  async findProject(idOrName: string): Promise<Project | null> {
    const rows = await this.#db
      .selectFrom('projects')
      .selectAll()
      .where(({ or, eb }) => or([eb('id', '=', idOrName), eb('name', '=', idOrName)]))
      .execute()
    const row = rows.find(({ id }) => id === idOrName) ?? rows[0]
    return row === undefined ? null : readProject(row)
  }
}

function readProject({ id, name, created_at }: Selectable<ProjectTable>): Project {
  return { id, name, createdAtMs: created_at }
}
