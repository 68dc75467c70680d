import { Client } from 'pg'

/** Runs one statement over a connection of its own and returns its rows. */
export async function inPostgres<Row>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows as Row[]
  } finally {
    await client.end()
  }
}
