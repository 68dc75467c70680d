import { OpenRouterJudge } from '@agentsentry/adapters'
import {
  type ClaimedCheck,
  type ElevateVerdictPorts,
  elevateVerdict,
  LimitedJudge,
  type Meters,
  type Store,
} from '@agentsentry/pipeline'
import { ClaimLoop } from './claim-loop.ts'
import type { WorkerConfig } from './config.ts'
import { maskAll } from './mask-all.ts'
import { systemClock } from './system-clock.ts'
import type { WorkerLog } from './worker-log.ts'

export interface CheckWorkerParts {
  readonly store: Store
  readonly config: WorkerConfig
  readonly meters: Meters
  readonly log: WorkerLog
}

/** Makes the checks that wait: claims them from the outbox, as many as the judge has room for. */
export function startCheckWorker({ store, config, meters, log }: CheckWorkerParts): ClaimLoop<ClaimedCheck> {
  const judge = new LimitedJudge(openJudge(config), limitsOf(config), { spend: store.outbox, clock: systemClock })
  const ports: ElevateVerdictPorts = {
    outbox: store.outbox,
    judge,
    tells: config.AGENTSENTRY_WEBHOOK_URL !== null,
    nowMs: systemClock.nowMs,
    clock: systemClock,
    meters,
    random: Math.random,
    retries: { firstMs: 5_000, longestMs: 10 * 60_000 },
    mostAttempts: config.AGENTSENTRY_JUDGE_ATTEMPTS,
    window: config.AGENTSENTRY_JUDGE_WINDOW,
  }
  // A lease outlives the longest check by far: two workers at one check would pay twice for one opinion.
  const leaseMs = config.AGENTSENTRY_JUDGE_TIMEOUT_MS * 2 + 30_000
  return new ClaimLoop({
    room: () => judge.room,
    claim: (limit) => store.outbox.claimChecks({ limit, leaseMs, nowMs: systemClock.nowMs() }),
    work: (claim, signal) => elevateVerdict(claim, ports, signal),
    onFailure: (error) => log.error({ err: error }, 'checks cannot be made at the moment; they wait'),
  })
}

function openJudge(config: WorkerConfig): OpenRouterJudge {
  return new OpenRouterJudge({
    baseUrl: config.OPENROUTER_BASE_URL,
    apiKey: config.OPENROUTER_API_KEY || undefined,
    models: [config.OPENROUTER_MODEL, ...config.OPENROUTER_FALLBACK_MODELS],
    promptExtension: config.DYNAMIC_PROMPT_EXTENSION || undefined,
    timeoutMs: config.AGENTSENTRY_JUDGE_TIMEOUT_MS,
    maskSecrets: maskAll,
  })
}

function limitsOf(config: WorkerConfig) {
  return {
    concurrency: config.AGENTSENTRY_JUDGE_CONCURRENCY,
    perMinute: config.AGENTSENTRY_JUDGE_RATE || null,
    dailyUsd: config.AGENTSENTRY_JUDGE_DAILY_USD || null,
    cacheMs: config.AGENTSENTRY_JUDGE_CACHE_MINUTES * 60_000,
  }
}
