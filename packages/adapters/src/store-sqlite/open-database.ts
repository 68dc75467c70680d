import SqliteDatabase from 'better-sqlite3'

/** Opens a connection on which a commit is on disk when it returns. */
export function openDatabase(path: string, busyTimeoutMs: number): SqliteDatabase.Database {
  const sqlite = new SqliteDatabase(path, { timeout: busyTimeoutMs })
  try {
    sqlite.pragma('journal_mode = WAL')
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    // SQLite's own knows ASCII only; Postgres's knows what its locale knows.
    sqlite.function('lower', { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : text))
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}
