import { Client } from 'pg'

/** What PostgreSQL has done so far. Of two looks at it, what it did between them. */
export interface PostgresCounts {
  /** Bytes of the write-ahead log. */
  readonly walBytes: number
  /** Transactions that wrote something. */
  readonly transactions: number
}

/** Looks into PostgreSQL's own books over a connection of its own. */
export class PostgresLedger {
  readonly #client: Client

  private constructor(client: Client) {
    this.#client = client
  }

  static async open(url: string): Promise<PostgresLedger> {
    const client = new Client({ connectionString: url })
    // Whoever asks next is told; nobody else needs to be.
    client.on('error', () => {})
    await client.connect()
    return new PostgresLedger(client)
  }

  async counts(): Promise<PostgresCounts> {
    const row = await this.#row<{ wal: string; transactions: string }>(
      `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as wal,
        pg_snapshot_xmax(pg_current_snapshot())::text as transactions`,
    )
    return { walBytes: Number(row.wal), transactions: Number(row.transactions) }
  }

  async countTraces(): Promise<{ traces: number; blocked: number; audited: number }> {
    const row = await this.#row<Record<'traces' | 'blocked' | 'audited', string>>(countTraces)
    return { traces: Number(row.traces), blocked: Number(row.blocked), audited: Number(row.audited) }
  }

  /** Bytes of the table of traces with its indexes. */
  async traceBytes(): Promise<number> {
    const row = await this.#row<{ bytes: string }>(
      `select sum(pg_total_relation_size(inhrelid)) as bytes from pg_inherits where inhparent = 'traces'::regclass`,
    )
    return Number(row.bytes)
  }

  async version(): Promise<string> {
    return (await this.#row<{ server_version: string }>('show server_version')).server_version.split(' ')[0] as string
  }

  async close(): Promise<void> {
    await this.#client.end()
  }

  async #row<Row>(sql: string): Promise<Row> {
    return (await this.#client.query(sql)).rows[0] as Row
  }
}

/** Traces, those that were blocked, and entries of the audit log that say so; the same on SQLite. */
export const countTraces = `
select (select count(*) from traces) as traces,
  (select count(*) from traces where decision = 'block') as blocked,
  (select count(*) from audit_logs where action = 'trace_block') as audited`
