export type { OpenAuditSeals } from '../store-sql/open-audit-seals.ts'
export { openSqliteSeals } from './open-sqlite-seals.ts'
export { SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'
export { readStoredRules } from './stored-rules.ts'
