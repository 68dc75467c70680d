import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dashboardFolders } from '../apps/cli/src/dashboard/dashboard-folders.ts'
import { builtServer, startTimeoutMs } from './browser/dashboard-under-test.ts'
import { canTellChildren, childrenOf, isRunning } from './child-processes.ts'
import { root } from './run-command.ts'
import { freePort } from './services/free-port.ts'
import { until } from './until.ts'

const folder = mkdtempSync(join(tmpdir(), 'agentsentry-dashboard-command-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(async () => {
  await builtServer()
}, startTimeoutMs)

let count = 0

/** The command as it is typed, over a new database unless one is named. */
function run(parameters: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['apps/cli/src/main.ts', ...parameters], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${join(folder, `${++count}`, 'test.db')}`,
      AGENTSENTRY_API_PORT: '0',
      AGENTSENTRY_WEB_PORT: '0',
      LOG_LEVEL: 'silent',
      ...env,
    },
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    processId: child.pid as number,
    exited,
    says: (pattern: RegExp) => until(async () => pattern.exec(printed), 120_000),
    printed: () => printed,
    signal: (name: NodeJS.Signals) => child.kill(name),
    stop: async () => {
      child.kill('SIGINT')
      return exited
    },
  }
}

const answers = async (url: string) => {
  const ok = await fetch(`${url}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  )
  return ok ? true : null
}
const isGone = async (url: string) => ((await answers(url)) === null ? true : null)

describe('`up`', () => {
  test('says that the API is ready first, then where the dashboard is, and ends both', async () => {
    const program = run(['up'])
    const [, url = ''] = await program.says(/^dashboard (http:\/\/localhost:\d+)$/m)
    expect(program.printed()).toMatch(/AgentSentry is ready: API .*dashboard http/s)
    expect(await (await fetch(url)).text()).toContain('AgentSentry')
    expect(await program.stop()).toBe(0)
    await until(() => isGone(url))
  })

  test('takes the build that is there', async () => {
    const { builds } = dashboardFolders()
    const before = readdirSync(builds).sort()
    const program = run(['up'])
    await program.says(/^dashboard http/m)
    expect(program.printed()).not.toContain('building')
    await program.stop()
    expect(readdirSync(builds).sort()).toEqual(before)
  })

  test('goes on without a dashboard when its port is taken, and says what to do', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const program = run(['up'], { AGENTSENTRY_WEB_PORT: String(port) })
    await program.says(/ready: API/)
    await program.says(new RegExp(`^agentsentry: port ${port} is in use.*AGENTSENTRY_WEB_PORT.*--no-dashboard$`, 'm'))
    expect(await program.stop()).toBe(0)
    other.close()
  })

  test.skipIf(!canTellChildren)('with --no-dashboard starts none', async () => {
    const program = run(['up', '--no-dashboard'])
    await program.says(/ready: API/)
    expect(childrenOf(program.processId).map(commandOf).filter(isDashboard)).toEqual([])
    expect(await program.stop()).toBe(0)
  })

  test.skipIf(!canTellChildren)(
    'starts a dashboard that died again, and takes it along when it is killed',
    async () => {
      const program = run(['up'])
      const [, url = ''] = await program.says(/^dashboard (http:\S+)$/m)
      const first = dashboardOf(program.processId) as number
      process.kill(first, 'SIGKILL')
      await program.says(/the dashboard ended/)
      await until(() => answers(url))
      const second = dashboardOf(program.processId) as number
      expect(second).not.toBe(first)
      program.signal('SIGKILL')
      await program.exited
      await until(async () => (isRunning(second) ? null : true))
    },
  )

  test.skipIf(!canTellChildren)('lets the dashboard see no key and no database', async () => {
    const secrets = { AGENTSENTRY_API_KEY: 'key-of-the-server', OPENROUTER_API_KEY: 'key-of-the-judge' }
    const program = run(['up'], secrets)
    await program.says(/^dashboard http/m)
    const environment = readFileSync(`/proc/${dashboardOf(program.processId)}/environ`, 'latin1')
    expect(environment).toContain('AGENTSENTRY_API_URL=')
    for (const hidden of ['key-of-the-server', 'key-of-the-judge', 'DATABASE_URL']) {
      expect(environment).not.toContain(hidden)
    }
    await program.stop()
  })

  test('keeps the secret of sessions beside the database, for its owner alone', async () => {
    const place = join(folder, 'kept')
    const env = { DATABASE_URL: `sqlite:${join(place, 'test.db')}` }
    const secretOf = async () => {
      const program = run(['up'], env)
      await program.says(/^dashboard http/m)
      await program.stop()
      return readFileSync(join(place, 'dashboard-secret'), 'utf8')
    }
    const secret = await secretOf()
    expect(secret).toMatch(/^[0-9a-f]{64}\n$/)
    expect(statSync(join(place, 'dashboard-secret')).mode & 0o777).toBe(0o600)
    expect(await secretOf()).toBe(secret)
  })

  test('says which setting of the dashboard is wrong, and goes on', async () => {
    const program = run(['up'], { AGENTSENTRY_DASHBOARD_SECRET: 'short' })
    await program.says(/ready: API/)
    await program.says(/AGENTSENTRY_DASHBOARD_SECRET: must have at least 32 characters/)
    await program.says(/^agentsentry: the dashboard does not start/m)
    expect(await program.stop()).toBe(0)
  })
})

test('`dashboard` serves alone, for an API that is elsewhere or not there yet', async () => {
  const port = await freePort()
  const program = run(['dashboard', '--url', `http://127.0.0.1:${await freePort()}`], {
    AGENTSENTRY_WEB_PORT: String(port),
  })
  await program.says(new RegExp(`^AgentSentry is ready: dashboard http://localhost:${port}$`, 'm'))
  expect(await (await fetch(`http://localhost:${port}/`)).text()).toContain('The API does not answer')
  expect(await program.stop()).toBe(0)
  expect(existsSync(join(root, 'data', 'dashboard-secret'))).toBe(false)
})

function dashboardOf(processId: number): number | undefined {
  return childrenOf(processId).find((child) => isDashboard(commandOf(child)))
}

function commandOf(processId: number): string {
  return readFileSync(`/proc/${processId}/cmdline`, 'latin1')
}

function isDashboard(command: string): boolean {
  return command.startsWith('next-server') || command.includes('apps/dashboard/server.js')
}
