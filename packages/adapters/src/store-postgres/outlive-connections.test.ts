import { Pool } from 'pg'
import { expect, test } from 'vitest'
import { describeWithPostgres, inPostgres } from '../../../../tests/services/postgres.ts'
import { outliveConnections } from './outlive-connections.ts'

/** Ends every other connection to the same database. */
const endOthers = `select pg_terminate_backend(pid) from pg_stat_activity
  where pid <> pg_backend_pid() and datname = current_database()`

describeWithPostgres('PostgreSQL', ({ createDatabase }) => {
  test('a connection lost between two statements fails the next of them, and nothing else', async () => {
    const url = await createDatabase()
    const pool = new Pool({ connectionString: url })
    const told: Error[] = []
    outliveConnections(pool, (error) => told.push(error))
    const client = await pool.connect()
    await client.query('begin')
    const ended = new Promise<void>((resolve) => client.on('end', resolve))
    await inPostgres(url, endOthers)
    await ended
    await expect(client.query('select 1')).rejects.toThrow('not queryable')
    client.release(true)
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(told).toEqual([])
    await pool.end()
  })

  test('one that nobody was using is told of', async () => {
    const url = await createDatabase()
    const pool = new Pool({ connectionString: url })
    const told = Promise.withResolvers<Error>()
    outliveConnections(pool, told.resolve)
    await pool.query('select 1')
    await inPostgres(url, endOthers)
    expect((await told.promise).message).toMatch(/terminating connection/)
    await pool.end()
  })
})
