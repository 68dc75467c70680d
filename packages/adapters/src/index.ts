export { ProcessEvaluator } from './evaluator-processes/process-evaluator.ts'
export { uuidIds } from './ids/uuid-ids.ts'
export {
  defaultJudgeModels,
  maxOpenRouterModels,
  OpenRouterJudge,
  type OpenRouterJudgeOptions,
  openRouterUrl,
} from './judge-openrouter/openrouter-judge.ts'
export { createLog } from './log/create-log.ts'
export { buildInfo, type LiveGauge } from './metrics/live-gauge.ts'
export { PrometheusMeters, type PrometheusMetersOptions } from './metrics/prometheus-meters.ts'
export type { QueueDepth } from './metrics/queue-gauges.ts'
export { readWebhookAllow, type WebhookAllow } from './notify-webhook/webhook-allow.ts'
export { WebhookNotifier, type WebhookNotifierOptions } from './notify-webhook/webhook-notifier.ts'
export { readWebhookSecrets } from './notify-webhook/webhook-secrets.ts'
export { readWebhookUrl } from './notify-webhook/webhook-target.ts'
export { type AwaitStoreOptions, awaitStore } from './open-store/await-store.ts'
export { isPostgresUrl, sqlitePathOf } from './open-store/database-url.ts'
export { type MigrationStep, migrateDatabase } from './open-store/migrate-database.ts'
export { openStore, StoreUnusableError } from './open-store/open-store.ts'
export { RedisCheckQueue, type RedisCheckQueueOptions } from './queue-redis/redis-check-queue.ts'
export { commonSettings, hasJudge, portSchema, readBy } from './settings/common-settings.ts'
export { ConfigError, parseSettings } from './settings/parse-settings.ts'
export { inTime } from './stopwatch/in-time.ts'
export { processStopwatch } from './stopwatch/process-stopwatch.ts'
export { openPostgresSeals } from './store-postgres/open-postgres-seals.ts'
export { PostgresStore, type PostgresStoreOptions } from './store-postgres/postgres-store.ts'
export { readPostgresRules } from './store-postgres/stored-rules.ts'
export { NewerSchemaError } from './store-sql/migrate.ts'
export { type OpenAuditSeals, openSqliteSeals } from './store-sqlite/open-sqlite-seals.ts'
export { SqliteStore, type SqliteStoreOptions } from './store-sqlite/sqlite-store.ts'
export { readStoredRules } from './store-sqlite/stored-rules.ts'
export { startTelemetry, type Telemetry, type TelemetryOptions } from './telemetry/start-telemetry.ts'
