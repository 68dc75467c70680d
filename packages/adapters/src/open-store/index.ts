export { NewerSchemaError } from '../store-sql/newer-schema-error.ts'
export { type AwaitStoreOptions, awaitStore } from './await-store.ts'
export { openStore, StoreUnusableError } from './open-store.ts'
