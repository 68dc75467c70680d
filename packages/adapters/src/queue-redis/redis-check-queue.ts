import { type CheckQueue, QueueUnavailable } from '@agentsentry/pipeline'
import type { RedisLink, RedisLinkOptions } from './redis-link.ts'

export interface RedisCheckQueueOptions extends Pick<RedisLinkOptions, 'url' | 'prefix'> {
  readonly answerTimeoutMs?: number
}

/**
 * A queue in Redis, by BullMQ. Connects when it is first used, and after a fault anew with the next call; how often to
 * try is the caller's to say.
 */
export class RedisCheckQueue implements CheckQueue {
  readonly #options: RedisLinkOptions
  #link: Promise<RedisLink> | null = null

  constructor({ answerTimeoutMs = 2_000, ...options }: RedisCheckQueueOptions) {
    this.#options = { ...options, answerTimeoutMs }
  }

  async offer(traceIds: readonly string[]): Promise<void> {
    if (traceIds.length > 0) await this.#ask((link) => link.offer(traceIds))
  }

  take(limit: number): Promise<string[]> {
    return this.#ask((link) => link.take(limit))
  }

  waiting(): Promise<number> {
    return this.#ask((link) => link.waiting())
  }

  async close(): Promise<void> {
    const link = this.#link
    this.#link = null
    await link?.then(
      (open) => open.close(),
      () => {},
    )
  }

  async #ask<Answer>(question: (link: RedisLink) => Promise<Answer>): Promise<Answer> {
    this.#link ??= openLink(this.#options)
    const link = this.#link
    try {
      return await question(await link)
    } catch (error) {
      this.#drop(link)
      const reason = error instanceof Error ? error.message : String(error)
      throw new QueueUnavailable(`Redis: ${reason}`, { cause: error })
    }
  }

  /** Others that use the same link at the moment fail with it. */
  #drop(link: Promise<RedisLink>): void {
    if (this.#link === link) this.#link = null
    link.then(
      (open) => open.close(),
      () => {},
    )
  }
}

/** BullMQ is much to load, for those who have a Redis. */
async function openLink(options: RedisLinkOptions): Promise<RedisLink> {
  const { RedisLink } = await import('./redis-link.ts')
  return RedisLink.open(options)
}
