import { randomUUID } from 'node:crypto'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { inTime } from '../stopwatch/in-time.ts'

export interface RedisLinkOptions {
  readonly url: string
  /** Before the names of all keys. */
  readonly prefix: string
  /** How long connecting, or the answer to one command, may take. */
  readonly answerTimeoutMs: number
}

const queueName = 'checks'
/** The outbox retries, and keeps what is given up: nothing stays here. */
const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true }
/** One that was taken by a worker that died before it said so is there again after about as long. */
const takenAgainAfterMs = 5_000

/**
 * One connection to Redis and what BullMQ builds on it. It lives until its first fault: nothing in it reconnects, so that
 * whatever went wrong is over with it, and no promise waits for a Redis that may never come back.
 */
export class RedisLink {
  readonly #client: Redis
  readonly #queue: Queue
  readonly #worker: Worker

  private constructor(client: Redis, prefix: string) {
    this.#client = client
    const options = { connection: client, prefix, skipVersionCheck: true }
    this.#queue = new Queue(queueName, { ...options, streams: { events: { maxLen: 10 } }, skipMetasUpdate: true })
    // Without a processor it fetches only when asked, so that no more is taken than the judge has room for.
    this.#worker = new Worker(queueName, null, {
      ...options,
      autorun: false,
      lockDuration: takenAgainAfterMs,
      stalledInterval: takenAgainAfterMs,
      // Whoever takes it asks the outbox whether it is still to be made: once more does no harm.
      maxStalledCount: 1_000,
    })
    // What a fault means is told by the promise of the call that met it.
    this.#queue.on('error', () => {})
    this.#worker.on('error', () => {})
  }

  /** Rejects with the cause, in no more than `answerTimeoutMs`. */
  static async open({ url, prefix, answerTimeoutMs }: RedisLinkOptions): Promise<RedisLink> {
    const client = new Redis(url, {
      lazyConnect: true,
      retryStrategy: null,
      enableOfflineQueue: false,
      // BullMQ wants it for connections that block; with no reconnection there is nothing to retry.
      maxRetriesPerRequest: null,
      autoResendUnfulfilledCommands: false,
      connectTimeout: answerTimeoutMs,
      commandTimeout: answerTimeoutMs,
      connectionName: 'agentsentry',
      keepAlive: 10_000,
    })
    // Says more than the rejection of `connect`, which is only that the connection is closed.
    let reason: Error | undefined
    client.on('error', (error: Error) => {
      reason ??= error
    })
    let link: RedisLink | undefined
    try {
      await inTime(client.connect(), answerTimeoutMs, 'Redis')
      link = new RedisLink(client, prefix)
      await inTime(link.#worker.waitUntilReady(), answerTimeoutMs, 'Redis')
      // A database that cannot be selected is told of only so; what comes next would go to another one.
      if (reason !== undefined) throw reason
      await link.#worker.startStalledCheckTimer()
      return link
    } catch (error) {
      link?.close()
      client.disconnect()
      throw reason ?? error
    }
  }

  async offer(traceIds: readonly string[]): Promise<void> {
    const jobs = traceIds.map((traceId) => ({ name: 'check', data: {}, opts: { ...jobOptions, jobId: traceId } }))
    await this.#queue.addBulk(jobs)
  }

  /** A job ends as soon as it is taken: from then on the lease in the outbox says whose the check is. */
  async take(limit: number): Promise<string[]> {
    // All at once: they go to Redis, and are answered, together.
    const taken = await Promise.all(Array.from({ length: limit }, () => this.#takeOne()))
    return taken.filter((traceId) => traceId !== null)
  }

  async #takeOne(): Promise<string | null> {
    const token = randomUUID()
    const job = await this.#worker.getNextJob(token, { block: false })
    if (job?.id === undefined) return null
    await job.moveToCompleted(null, token, false)
    return job.id
  }

  async waiting(): Promise<number> {
    return this.#queue.getWaitingCount()
  }

  /** At once, without a farewell: what is under way rejects. */
  close(): void {
    // Ends the timer of stalled jobs and the second connection; nothing of it is waited for, as Redis may be silent.
    this.#worker.close(true).catch(() => {})
    this.#queue.close().catch(() => {})
    this.#client.disconnect()
  }
}
