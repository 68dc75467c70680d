export { type OpenAuditSeals, openSqliteSeals } from './open-sqlite-seals.ts'
export { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
export { readStoredRules } from './stored-rules.ts'
