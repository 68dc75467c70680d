export { ProcessEvaluator } from './evaluator-processes/process-evaluator.ts'
export { uuidIds } from './ids/uuid-ids.ts'
export {
  OpenRouterJudge,
  type OpenRouterJudgeOptions,
} from './judge-openrouter/openrouter-judge.ts'
export { createLog } from './log/create-log.ts'
export { buildInfo, type LiveGauge } from './metrics/live-gauge.ts'
export { PrometheusMeters, type PrometheusMetersOptions } from './metrics/prometheus-meters.ts'
export type { QueueDepth } from './metrics/queue-gauges.ts'
export { WebhookNotifier, type WebhookNotifierOptions } from './notify-webhook/webhook-notifier.ts'
export { RedisCheckQueue, type RedisCheckQueueOptions } from './queue-redis/redis-check-queue.ts'
export { inTime } from './stopwatch/in-time.ts'
export { processStopwatch } from './stopwatch/process-stopwatch.ts'
export { startTelemetry } from './telemetry/start-telemetry.ts'
export type { Telemetry, TelemetryOptions } from './telemetry/telemetry.ts'
