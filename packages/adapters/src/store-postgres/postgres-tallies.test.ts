import { test } from 'vitest'
import { describeWithPostgres } from '../../../../tests/services/postgres.ts'
import { expectKilledTallying } from '../conformance/killed-tallying.ts'
import { PostgresStore } from './postgres-store.ts'

describeWithPostgres('tallies in PostgreSQL', ({ createDatabase }) => {
  test('processes that are killed while they tally lose and double nothing', async () => {
    const url = await createDatabase()
    await expectKilledTallying(url, () => PostgresStore.open({ url }))
  })
})
