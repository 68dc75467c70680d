import SqliteDatabase from 'better-sqlite3'

/** Opens a connection on which a commit is on disk when it returns. */
export function openDatabase(path: string, busyTimeoutMs: number): SqliteDatabase.Database {
  const sqlite = new SqliteDatabase(path, { timeout: busyTimeoutMs })
  try {
    useWriteAheadLog(sqlite, busyTimeoutMs)
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

/** Where several processes open a new file at once, SQLite refuses the change without waiting for its busy timeout. */
function useWriteAheadLog(sqlite: SqliteDatabase.Database, busyTimeoutMs: number): void {
  for (let waitedMs = 0; ; waitedMs += 20) {
    try {
      sqlite.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const isBusy = error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!isBusy || waitedMs >= busyTimeoutMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
