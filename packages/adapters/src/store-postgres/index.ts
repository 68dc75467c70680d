export { openPostgresSeals } from './open-postgres-seals.ts'
export { PostgresStore, type PostgresStoreOptions } from './postgres-store.ts'
export { readPostgresRules } from './stored-rules.ts'
