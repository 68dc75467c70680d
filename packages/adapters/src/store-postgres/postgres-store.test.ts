import { describeWithPostgres } from '../../../../tests/services/postgres.ts'
import { describeStore } from '../conformance/store-conformance.ts'
import { PostgresStore } from './postgres-store.ts'

describeWithPostgres('PostgreSQL', ({ createDatabase }) => {
  describeStore('on a server', async () => PostgresStore.open({ url: await createDatabase() }))
})
