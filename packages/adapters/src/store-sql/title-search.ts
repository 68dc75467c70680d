import { type Expression, type SqlBool, sql } from 'kysely'
import { isPostgres } from './migrations/dialect.ts'
import type { Scope } from './scope.ts'

/** So many sessions are looked up by name; where more match, walking through all, newest first, soon fills a page. */
const mostCandidates = 1000
/** Letters in a group by which titles are indexed. */
const groupLength = 3

/** What holds of a session whose title contains this text, whatever its case. */
export function titleContains(text: string): Expression<SqlBool> {
  const part = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return sql<SqlBool>`lower(sessions.title) like ${part} escape '\\'`
}

/**
 * Ids of the sessions that may have such a title, when the index tells them and they are few; null when every session has
 * to be looked at. On Postgres the planner decides that by itself.
 */
export async function findByTitle({ db, projectId }: Scope, text: string): Promise<string[] | null> {
  if (isPostgres(db) || [...text].length < groupLength) return null
  const phrase = `"${text.replaceAll('"', '""')}"`
  const { rows } = await sql<{ id: string }>`
    select sessions.id from session_title_parts
    cross join session_titles on session_titles.number = session_title_parts.rowid
    cross join sessions on sessions.id = session_titles.session_id
    where session_title_parts match ${phrase} and sessions.project_id = ${projectId}
    limit ${mostCandidates + 1}`.execute(db)
  return rows.length > mostCandidates ? null : rows.map(({ id }) => id)
}
