export { uuidIds } from './ids/uuid-ids.ts'
export { NewerSchemaError } from './store-sql/migrate.ts'
export { SqliteStore, type SqliteStoreOptions } from './store-sqlite/sqlite-store.ts'
export { readStoredRules } from './store-sqlite/stored-rules.ts'
