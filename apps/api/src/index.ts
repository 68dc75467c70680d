export { type ApiConfig, apiConfigSchema, parseApiConfig } from './config.ts'
export { type RunningApi, startApi } from './main.ts'
