import { afterAll, expect, test } from 'vitest'
import { describeWithService } from './describe-with-service.ts'
import { startOwnPostgres, whyNoOwnPostgres } from './own-postgres.ts'
import type { OwnServer } from './own-server.ts'
import { describeWithPostgres, inPostgres } from './postgres.ts'

describeWithPostgres('the PostgreSQL of a run', ({ createDatabase }) => {
  test('gives each its own empty database', async () => {
    const [one, other] = [await createDatabase(), await createDatabase()]
    await inPostgres(one, 'create table mine (id int)')
    const tables = `select tablename from pg_tables where schemaname = 'public'`
    expect(await inPostgres(one, tables)).toEqual([{ tablename: 'mine' }])
    expect(await inPostgres(other, tables)).toEqual([])
  })

  test('writes through to the disk before it says that something is committed', async () => {
    const url = await createDatabase()
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
      expect(await inPostgres(url, `show ${setting}`)).toEqual([{ [setting]: 'on' }])
  })
})

describeWithService('a PostgreSQL of its own', whyNoOwnPostgres(), () => {
  let server: OwnServer | undefined
  afterAll(() => server?.end())

  test('comes back on the same port with what was committed, after a kill and after an orderly end', async () => {
    server = await startOwnPostgres()
    await inPostgres(server.url, 'create table kept (round int)')
    for (const [round, end] of (['kill', 'stop', 'kill'] as const).entries()) {
      await inPostgres(server.url, 'insert into kept values ($1)', [round])
      await server[end]()
      await expect(inPostgres(server.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)
      await server.start()
    }
    expect(await inPostgres(server.url, 'select round from kept order by round')).toEqual(
      [0, 1, 2].map((round) => ({ round })),
    )
  })

  test('orders words as people do, so that no query may count on the order of bytes', async () => {
    server ??= await startOwnPostgres()
    const sql = `select word from unnest(array['B', 'a', '_']) word order by word`
    expect(await inPostgres(server.url, sql)).toEqual(['_', 'a', 'B'].map((word) => ({ word })))
  })
})
