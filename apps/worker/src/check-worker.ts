import { OpenRouterJudge, RedisCheckQueue } from '@agentsentry/adapters'
import { type RuleDefinition, SentryError } from '@agentsentry/contract'
import {
  type ClaimedCheck,
  type ElevateVerdictPorts,
  elevateVerdict,
  LimitedJudge,
  retryDelayMs,
  secretMask,
} from '@agentsentry/pipeline'
import { ClaimLoop } from './claim-loop.ts'
import type { WorkerConfig } from './config.ts'
import { HeardJudge } from './heard-judge.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { queuePrefix } from './queue-prefix.ts'
import { QueuedChecks } from './queued-checks.ts'
import { systemClock } from './system-clock.ts'
import type { WorkerLog } from './worker-log.ts'
import type { WorkerParts } from './worker-parts.ts'

export interface CheckWorker {
  /** Why checks are not passed on through Redis; null where they are. Null itself where there is no Redis. */
  readonly queueFault: (() => string | null) | null
  /** Why the judge was not heard the last time it was asked; null where it was, or was not asked yet. */
  readonly judgeFault: () => string | null
  /** How many checks Redis holds; null where there is none, or where it does not say. */
  readonly queueDepth: () => Promise<number | null>
  /** Gives back what is claimed, and resolves when nothing is under way. */
  stop(): Promise<void>
}

/** For so long nobody else gets what a worker had when it was killed. It is renewed for as long as the worker lives. */
const leaseMs = 15_000

/** Makes the checks that wait, as many as the judge has room for: those that Redis hands out, or that the outbox does. */
export function startCheckWorker(parts: WorkerParts): CheckWorker {
  const { store, config, meters, tracing, log, secretRules } = parts
  const { outbox } = store
  const concurrency = config.AGENTSENTRY_JUDGE_CONCURRENCY
  const heard = new HeardJudge(openJudge(config, secretRules))
  const judge = new LimitedJudge(heard, limitsOf(config), { spend: outbox, clock: systemClock })
  const ports: ElevateVerdictPorts = {
    outbox,
    judge,
    tells: config.AGENTSENTRY_WEBHOOK_URL !== null,
    nowMs: systemClock.nowMs,
    clock: systemClock,
    meters,
    tracing,
    random: Math.random,
    retries: { firstMs: 5_000, longestMs: 10 * 60_000 },
    mostAttempts: config.AGENTSENTRY_JUDGE_ATTEMPTS,
    window: config.AGENTSENTRY_JUDGE_WINDOW,
  }
  const queued = openQueue({ store, config, log })
  const leases = new LeaseKeeper({
    outbox,
    clock: systemClock,
    leaseMs,
    onFailure: (error) => log.warn({ err: error }, 'leases of checks cannot be renewed; others may make them as well'),
  })
  const loop = new ClaimLoop<ClaimedCheck>({
    // What is claimed and not yet with the judge has its room too.
    room: (underWay) => Math.min(judge.room, concurrency - underWay),
    claim: (limit) =>
      queued === null ? outbox.claimChecks({ limit, leaseMs, nowMs: systemClock.nowMs() }) : queued.checks.claim(limit),
    work: (claim, signal) =>
      leases.during(claim, () =>
        elevateVerdict(claim, ports, signal).catch((error: unknown) => leaveFailed(claim, error, { ports, log })),
      ),
    onFailure: (error) => log.error({ err: error }, 'checks cannot be made at the moment; they wait'),
    onRecovery: () => log.info({}, 'checks are made again'),
  })
  return {
    queueFault: queued === null ? null : () => queued.checks.fault,
    judgeFault: () => heard.fault,
    queueDepth: async () => queued?.queue.waiting().catch(() => null) ?? null,
    stop: async () => {
      await loop.stop()
      await Promise.all([leases.stop(), queued?.checks.stop()])
    },
  }
}

function openQueue({ store, config, log }: Pick<WorkerParts, 'store' | 'config' | 'log'>) {
  if (config.REDIS_URL === '') return null
  const queue = new RedisCheckQueue({ url: config.REDIS_URL, prefix: queuePrefix(config.DATABASE_URL) })
  const concurrency = config.AGENTSENTRY_JUDGE_CONCURRENCY
  return {
    queue,
    checks: new QueuedChecks({ outbox: store.outbox, queue, clock: systemClock, log, leaseMs, concurrency }),
  }
}

/**
 * A check that cannot be made for a reason that nobody foresaw is tried again like one without an opinion, and given up
 * in the end: left to its lease it would be tried for ever. The store's own failure is left to the lease.
 */
async function leaveFailed(
  claim: ClaimedCheck,
  error: unknown,
  { ports, log }: { ports: ElevateVerdictPorts; log: WorkerLog },
): Promise<void> {
  if (error instanceof SentryError && error.code === 'store_unavailable') throw error
  log.error({ err: error, traceId: claim.traceId }, 'a check failed')
  const { outbox, mostAttempts, retries, random } = ports
  const attempts = claim.attempts + 1
  const cause = 'failed: the worker could not make it; its log says why'
  if (attempts >= mostAttempts) await outbox.buryCheck(claim, cause)
  else
    await outbox.postponeCheck(claim, {
      dueAtMs: systemClock.nowMs() + retryDelayMs(attempts, retries, random()),
      cause,
    })
}

function openJudge(config: WorkerConfig, secretRules: readonly RuleDefinition[]): OpenRouterJudge {
  return new OpenRouterJudge({
    baseUrl: config.OPENROUTER_BASE_URL,
    apiKey: config.OPENROUTER_API_KEY || undefined,
    models: [config.OPENROUTER_MODEL, ...config.OPENROUTER_FALLBACK_MODELS],
    promptExtension: config.DYNAMIC_PROMPT_EXTENSION || undefined,
    timeoutMs: config.AGENTSENTRY_JUDGE_TIMEOUT_MS,
    maskSecrets: maskFor(config, secretRules),
  })
}

/** What was masked before it was stored needs no second look. */
function maskFor({ AGENTSENTRY_STORE_SECRETS }: WorkerConfig, secretRules: readonly RuleDefinition[]) {
  return AGENTSENTRY_STORE_SECRETS === 'mask' ? (text: string) => text : secretMask(secretRules)
}

function limitsOf(config: WorkerConfig) {
  return {
    concurrency: config.AGENTSENTRY_JUDGE_CONCURRENCY,
    perMinute: config.AGENTSENTRY_JUDGE_RATE || null,
    dailyUsd: config.AGENTSENTRY_JUDGE_DAILY_USD || null,
    cacheMs: config.AGENTSENTRY_JUDGE_CACHE_MINUTES * 60_000,
  }
}
