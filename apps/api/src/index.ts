export { type ApiConfig, apiConfigSchema, ConfigError, parseApiConfig, sqlitePathOf } from './config.ts'
export { type RunningApi, startApi } from './main.ts'
export { StoreUnusableError } from './open-store.ts'
