import { describeWithPostgres, inPostgres } from '../../../../tests/services/postgres.ts'
import { describeStore } from '../conformance/store-conformance.ts'
import { PostgresStore } from './postgres-store.ts'

describeWithPostgres('PostgreSQL', ({ createDatabase }) => {
  let database: Promise<string> | undefined

  /** One database for all tests: to make its tables takes longer than most tests. */
  const emptied = async () => {
    database ??= createDatabase()
    const store = await PostgresStore.open({ url: await database, connections: 5 })
    await inPostgres(await database, emptyAll)
    return store
  }

  describeStore('on a server', emptied)
})

const emptyAll = `do $$ begin
    execute (select 'truncate ' || string_agg(quote_ident(tablename), ', ') || ' restart identity'
      from pg_tables where schemaname = 'public' and tablename not like 'kysely%');
    insert into projects (id, name, created_at) values ('default', 'default', 1);
  end $$`
