import { type Kysely, sql } from 'kysely'
import { isPostgres } from './dialect.ts'

/**
 * Finds sessions by any part of their title, whatever its case, by its groups of three letters. Parts that are shorter are
 * looked for session by session, and so is everything on a Postgres where the extension `pg_trgm` cannot be had.
 */
export async function createTitleSearch(db: Kysely<unknown>): Promise<void> {
  if (isPostgres(db)) await searchOnPostgres(db)
  else await searchOnSqlite(db)
}

async function searchOnPostgres(db: Kysely<unknown>): Promise<void> {
  // The extension is not installed beside the server, or this user may not add it.
  await sql`do $$ begin
      create extension if not exists pg_trgm;
    exception when insufficient_privilege or undefined_file or feature_not_supported then
      raise notice 'without pg_trgm, searching titles reads every session';
    end $$`.execute(db)
  await sql`do $$ begin
      if exists (select from pg_extension where extname = 'pg_trgm') then
        create index sessions_by_title on sessions using gin (lower(title) gin_trgm_ops);
      end if;
    end $$`.execute(db)
}

/** Numbers stand between, since SQLite may give a row of `sessions` another number when it rewrites the file. */
async function searchOnSqlite(db: Kysely<unknown>): Promise<void> {
  await sql`create table session_titles (
    number integer primary key,
    session_id text not null unique references sessions (id) on delete cascade)`.execute(db)
  await sql`create virtual table session_title_parts using fts5 (
    title, content='', contentless_delete=1, tokenize='trigram')`.execute(db)
  await sql`insert into session_titles (session_id) select id from sessions where title is not null order by id`.execute(
    db,
  )
  await sql`insert into session_title_parts (rowid, title)
    select number, title from session_titles join sessions on sessions.id = session_id`.execute(db)
  await sql`create trigger session_title_begins after insert on sessions when new.title is not null begin
      insert into session_titles (session_id) values (new.id);
      insert into session_title_parts (rowid, title)
        select number, new.title from session_titles where session_id = new.id;
    end`.execute(db)
  await sql`create trigger session_title_ends after delete on session_titles begin
      delete from session_title_parts where rowid = old.number;
    end`.execute(db)
}
