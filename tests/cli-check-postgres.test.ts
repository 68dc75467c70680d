import { PostgresStore } from '@agentsentry/adapters/store-postgres'
import { newRuleSchema } from '@agentsentry/contract'
import { expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { freePort } from './services/free-port.ts'
import { describeWithPostgres, inPostgres } from './services/postgres.ts'

describeWithPostgres('`check` and `rules` by the rules in a PostgreSQL', (postgres) => {
  const rule = newRuleSchema.parse({ name: 'no_mayflies', pattern: 'mayfly', decision: 'block' })

  test('judges by what is in force there, and changes nothing', async () => {
    const url = await postgres.createDatabase()
    const store = await PostgresStore.open({ url })
    await store.project('default').createRule(rule, 'system')
    await store.project('other').createRule(newRuleSchema.parse({ ...rule, name: 'not-this', pattern: '.' }), 'system')
    await store.close()
    // Whatever tried to write here would fail.
    const name = new URL(url).pathname.slice(1)
    await inPostgres(url, `alter database "${name}" set default_transaction_read_only = on`)
    const env = { DATABASE_URL: url }
    const judged = await runCommand(['check', '--json'], { input: '{"text": "a mayfly"}', env })
    expect(judged.code).toBe(2)
    expect(JSON.parse(judged.stdout)).toMatchObject({ decision: 'block', reasons: [{ rule: 'no_mayflies' }] })
    const explained = await runCommand(['rules', 'explain'], { env })
    expect(explained.stdout).toContain('no_mayflies')
    expect(explained.stdout).not.toContain('not-this')
  })

  test('an empty database is left empty, and the starter pack judges', async () => {
    const url = await postgres.createDatabase()
    const { stderr, code } = await runCommand(['check'], { input: '{"text": "x"}', env: { DATABASE_URL: url } })
    expect(stderr).toContain('the database holds no store yet; the rules are those of the starter pack')
    expect(code).toBe(0)
    const tables = `select table_name from information_schema.tables where table_schema = 'public'`
    expect(await inPostgres(url, tables)).toEqual([])
  })

  test('a server that is not there is told in one line, without the password', async () => {
    const url = `postgres://somebody:pass-word-1@127.0.0.1:${await freePort()}/x`
    const { stderr, code } = await runCommand(['check'], { input: '{}', env: { DATABASE_URL: url } })
    expect(code).toBe(3)
    expect(stderr).toMatch(/^agentsentry: the database cannot be read: .*ECONNREFUSED.*; see DATABASE_URL\n$/)
    expect(stderr).not.toContain('pass-word-1')
  })
})
