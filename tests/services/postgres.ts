import { randomBytes } from 'node:crypto'
import { afterAll } from 'vitest'
import { describeWithService } from './describe-with-service.ts'
import { whyNoOwnPostgres } from './own-postgres.ts'
import { inPostgres } from './postgres-query.ts'
import { serviceOfThisRun } from './service-of-this-run.ts'

export { inPostgres } from './postgres-query.ts'

export interface PostgresForTests {
  /** The URL of a new, empty database. It is dropped after the suite, whoever is still connected. */
  createDatabase(): Promise<string>
}

/** A suite on a real PostgreSQL: that of `DATABASE_URL` where that names one, else the one that this run starts. */
export function describeWithPostgres(name: string, body: (postgres: PostgresForTests) => void): void {
  describeWithService(name, givenUrl() === null ? whyNoOwnPostgres() : null, () => {
    const names: string[] = []
    afterAll(async () => {
      for (const name of names) await inPostgres(await postgresUrl(), `drop database "${name}" with (force)`)
    })
    body({
      createDatabase: async () => {
        const server = await postgresUrl()
        const name = `agentsentry_test_${randomBytes(6).toString('hex')}`
        await inPostgres(server, `create database "${name}"`)
        names.push(name)
        return Object.assign(new URL(server), { pathname: `/${name}` }).href
      },
    })
  })
}

async function postgresUrl(): Promise<string> {
  return givenUrl() ?? (await serviceOfThisRun('postgres'))
}

function givenUrl(): string | null {
  const url = process.env.DATABASE_URL ?? ''
  return /^postgres(ql)?:/.test(url) ? url : null
}
