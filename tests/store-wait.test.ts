import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { childEnvironment } from './child-environment.ts'
import { root, runCommand } from './run-command.ts'
import { FaultProxy } from './services/fault-proxy.ts'
import { freePort } from './services/free-port.ts'
import { describeWithPostgres } from './services/postgres.ts'
import { until } from './until.ts'

function startUp(env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, ['apps/cli/src/main.ts', 'up', '--no-dashboard'], {
    cwd: root,
    env: { ...childEnvironment, ...env },
  })
}

describeWithPostgres('a database that is not there yet', (postgres) => {
  test('is waited for, with one line, and everything starts when it comes', async () => {
    const database = await postgres.createDatabase()
    const proxy = await FaultProxy.start({ port: Number(new URL(database).port || 5432) })
    await proxy.become('refuse')
    const env = {
      DATABASE_URL: proxy.through(database),
      AGENTSENTRY_API_PORT: '0',
      AGENTSENTRY_STORE_WAIT_SECONDS: '120',
    }
    const child = startUp(env)
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    await until(async () => (printed.includes('not there yet') ? true : null))
    // Further tries fail, in another way too.
    await proxy.become('cut')
    const tried = proxy.accepted
    await until(async () => (proxy.accepted >= tried + 6 ? true : null))
    expect(child.exitCode).toBeNull()
    await proxy.become('pass')
    await until(async () => (printed.includes('AgentSentry is ready') ? true : null))
    expect(printed.match(/not there yet/g)).toHaveLength(1)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
    await proxy.end()
  })

  test.each(['up --no-dashboard', 'worker'])(
    '`%s` ends with what is wrong when it has waited for long enough',
    async (command) => {
      const env = {
        DATABASE_URL: `postgres://somebody:pass-word-1@127.0.0.1:${await freePort()}/x`,
        AGENTSENTRY_STORE_WAIT_SECONDS: '4',
      }
      const startedAt = performance.now()
      const { code, stdout, stderr } = await runCommand(command.split(' '), { env })
      expect(code).toBe(1)
      // A busy machine makes it later, and nothing makes it sooner.
      expect(performance.now() - startedAt).toBeGreaterThan(3_700)
      expect(stdout.match(/the database is not there yet/g)).toHaveLength(1)
      expect(stderr).toMatch(/^agentsentry: the database cannot be opened \(.*ECONNREFUSED.*\); see DATABASE_URL\n$/)
      expect(stdout + stderr).not.toContain('pass-word-1')
    },
  )

  test('a database that does not exist is not waited for', async () => {
    const url = new URL(await postgres.createDatabase())
    url.pathname = '/no_such_database'
    // Waited for, it would outlast this test by far.
    const { code, stdout } = await runCommand(['worker'], {
      env: { DATABASE_URL: url.href, AGENTSENTRY_STORE_WAIT_SECONDS: '600' },
    })
    expect(code).toBe(1)
    expect(stdout).not.toContain('not there yet')
  })

  test('Ctrl-C ends the wait', async () => {
    const child = startUp({ DATABASE_URL: `postgres://x@127.0.0.1:${await freePort()}/x` })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    await until(async () => (printed.includes('not there yet') ? true : null))
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  })
})
