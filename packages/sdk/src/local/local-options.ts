import type { Decision, Reason } from '@agentsentry/contract'
import { checkedTimeout } from '../deadline.ts'
import { AgentSentryError } from '../errors.ts'
import type { TracerOptions } from '../tracer.ts'

/** A trace that will not be recorded. */
export interface LostTrace {
  /** The `id` that its verdict had. */
  key: string
  sessionId: string
  decision: Decision
  /** Why: `queue_full`, or the code of the server's refusal. */
  code: string
  detail: string
}

/** A trace that the server judged otherwise than it was judged here. */
export interface Disagreement {
  /** The `id` that its verdict had here. */
  key: string
  /** The id under which it is recorded. */
  id: string
  sessionId: string
  local: Decision
  server: Decision
  /** The server's. */
  reasons: readonly Reason[]
}

export interface LocalOptions extends TracerOptions {
  /** The server's public key (`public_key` of its bundles, 32 bytes as base64): rules that it did not sign are refused. */
  rulesetKey?: string | undefined
  /**
   * A folder of this process alone. Traces wait in it until the server has them, also when the process is killed, and the
   * rules are kept in it for a start without the server. Both hold what the agent sent, as it sent it.
   */
  folder?: string | undefined
  /** How long `open` waits for rules and session, in milliseconds. Default 5,000. */
  openTimeoutMs?: number | undefined
  /** How often the server is asked for other rules, in milliseconds. Default 10,000. */
  refreshMs?: number | undefined
  /**
   * Listens to the server's events, so that a change of rules or a quarantine is known at once. Needs a key that may
   * `read`, and keeps the process alive until `close`. Default false.
   */
  events?: boolean | undefined
  /** Rules that were not confirmed for so long are no longer judged by, in milliseconds. Default: they always are. */
  maxAgeMs?: number | undefined
  /** What judging may take here, in milliseconds, before the server is asked instead. Default 50. */
  judgeMs?: number | undefined
  /** How long the answer to a block waits, without a folder, for the server to record it, in milliseconds. Default 1,000. */
  acknowledgeMs?: number | undefined
  /** How long a trace waits for others to be sent with, in milliseconds. Default 20. */
  lingerMs?: number | undefined
  /** Most traces that wait. Default 10,000, with a folder 100,000. */
  queueTraces?: number | undefined
  /** Most bytes of them in memory. Default 32 MiB. */
  queueBytes?: number | undefined
  /** Most bytes of them in the folder. Default 256 MiB. */
  diskBytes?: number | undefined
  /** Told of each trace that found no room; none of them was blocked. */
  onDrop?: ((trace: LostTrace) => void) | undefined
  /** Told of each trace that the server refused for good. */
  onRefused?: ((trace: LostTrace) => void) | undefined
  onDisagreement?: ((disagreement: Disagreement) => void) | undefined
  /** Told when something that goes on by itself goes wrong: fetching rules, sending, writing. Default `console.warn`. */
  onProblem?: ((message: string, error: unknown) => void) | undefined
}

/** What is not said takes its default; faults throw `option_invalid`. */
export function readOptions(options: LocalOptions) {
  const withFolder = options.folder !== undefined
  return {
    rulesetKey: options.rulesetKey ?? null,
    folder: options.folder ?? null,
    openTimeoutMs: checkedTimeout(options.openTimeoutMs ?? 5_000),
    refreshMs: checkedTimeout(options.refreshMs ?? 10_000),
    events: options.events ?? false,
    maxAgeMs: options.maxAgeMs === undefined ? Number.POSITIVE_INFINITY : checkedTimeout(options.maxAgeMs),
    judgeMs: checkedTimeout(options.judgeMs ?? 50),
    acknowledgeMs: checkedTimeout(options.acknowledgeMs ?? 1_000),
    lingerMs: checkedTimeout(options.lingerMs ?? 20),
    queueTraces: checkedCount('queueTraces', options.queueTraces ?? (withFolder ? 100_000 : 10_000)),
    queueBytes: checkedCount('queueBytes', options.queueBytes ?? 32 * 1024 * 1024),
    diskBytes: checkedCount('diskBytes', options.diskBytes ?? 256 * 1024 * 1024),
    onDrop: quietly(options.onDrop),
    onRefused: quietly(options.onRefused),
    onDisagreement: quietly(options.onDisagreement),
    onProblem: quietly(options.onProblem ?? ((message: string) => console.warn(message))),
  }
}

export type ReadOptions = ReturnType<typeof readOptions>

function checkedCount(name: string, count: number): number {
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new AgentSentryError('option_invalid', `${name} must be a whole number above 0, not \`${count}\``)
}

/** What somebody does about being told must not stop what it is told by. */
function quietly<Told extends unknown[]>(tell: ((...told: Told) => void) | undefined): (...told: Told) => void {
  return (...told) => {
    try {
      tell?.(...told)
    } catch {
      // It is theirs.
    }
  }
}
