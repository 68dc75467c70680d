import { setTimeout as wait } from 'node:timers/promises'
import { SentryError } from '@agentsentry/contract'
import { Client, DatabaseError, Pool, type PoolClient, type PoolConfig } from 'pg'
import { outliveConnections } from './outlive-connections.ts'

const betweenProbesMs = 200

/**
 * Connections to one server. Once the server has left somebody without an answer for too long, everybody else is told at
 * once, and not after waiting as long, until it answers again; that is looked for meanwhile. A connection that broke, or
 * on which an answer may still come, is not given to anybody else.
 */
export class ServerPool {
  readonly #pool: Pool
  /** What Kysely asks of a pool besides its methods. */
  readonly options: PoolConfig
  #silence: Error | null = null
  #hasEnded = false

  constructor(config: PoolConfig, onConnectionLost: (error: Error) => void) {
    this.options = config
    this.#pool = new Pool(config)
    outliveConnections(this.#pool, onConnectionLost)
  }

  async connect(): Promise<PoolClient> {
    if (this.#silence !== null)
      throw new SentryError('store_unavailable', 'the store does not answer at the moment', { cause: this.#silence })
    try {
      return this.#watched(await this.#pool.connect())
    } catch (error) {
      this.#notice(error)
      throw error
    }
  }

  async end(): Promise<void> {
    this.#hasEnded = true
    await this.#pool.end()
  }

  #watched(client: PoolClient): PoolClient {
    let broken: Error | null = null
    // pg answers with a promise, unless it is given something that reads by itself.
    const query = (...given: Parameters<PoolClient['query']>): unknown => {
      const answer: unknown = client.query(...given)
      if (!(answer instanceof Promise)) return answer
      return answer.catch((error: unknown) => {
        if (error instanceof Error && !(error instanceof DatabaseError)) broken = error
        this.#notice(error)
        throw error
      })
    }
    const release = (error?: Error | boolean) => client.release(error || (broken ?? false))
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return query
        if (name === 'release') return release
        const member = Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
  }

  #notice(error: unknown): void {
    if (this.#silence !== null || !(error instanceof Error) || !/^(Query read )?timeout/.test(error.message)) return
    this.#silence = error
    void this.#untilItAnswers()
  }

  async #untilItAnswers(): Promise<void> {
    while (this.#silence !== null && !this.#hasEnded) {
      if (await this.#answers()) this.#silence = null
      else await wait(betweenProbesMs, undefined, { ref: false })
    }
  }

  async #answers(): Promise<boolean> {
    const client = new Client({ ...this.options, query_timeout: this.options.connectionTimeoutMillis ?? 2_000 })
    // Told by what is asked.
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch {
      return false
    } finally {
      void client.end().catch(() => {})
    }
  }
}
