import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { freePort } from '../tests/services/free-port.ts'
import { until } from '../tests/until.ts'
import { type BuiltStage, runDockerfile } from './dockerfile-steps.ts'

// A step gives a folder to another user, as an image does; only root may.
const isRoot = process.getuid?.() === 0
const context = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-image-'))
// Another user is to run what is built in it.
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true, force: true }), 300_000)

describe.skipIf(!isRoot)('the Dockerfile (its steps give files to another user: only root can run them)', () => {
  let api: BuiltStage
  let dashboard: BuiltStage
  /** Runs as the image would. */
  const runInImage = (
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    { root, workingFolder, user, environment: own } = api,
  ) => {
    const [command = '', ...parameters] = words
    const [uid, gid] = user.split(':').map(Number)
    const child = spawn(join(root, 'usr/local/bin', command), parameters, {
      cwd: workingFolder,
      env: { ...own, ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(uid && gid ? { uid, gid } : {}),
    })
    return { child, exited: once(child, 'exit') as Promise<[number | null]> }
  }
  const isHealthy = async (environment: Readonly<Record<string, string>>) =>
    (await runInImage(api.healthCheck, environment).exited)[0] === 0

  test('has steps that need nothing but what they copy', () => {
    const dockerfile = join(context, 'infra/Dockerfile')
    const built = runDockerfile({ dockerfile, context, targets: ['api', 'worker', 'dashboard'], folder })
    dashboard = built.pop() as BuiltStage
    expect(built).toMatchObject(['api', 'worker'].map((command) => ({ user: '1000:1000', command: [command] })))
    api = built[0] as BuiltStage
  })

  test('leaves out tests and everything that is only needed to work on it', () => {
    const { stdout } = spawnSync('find', [api.workingFolder, '-name', '*.test.ts', '-not', '-path', '*/node_modules/*'])
    expect(String(stdout)).toBe('')
    const installed = readdirSync(join(api.workingFolder, 'node_modules/.pnpm'))
    expect(installed.filter((name) => name.startsWith('fastify@'))).toHaveLength(1)
    expect(installed.filter((name) => /^(vitest|typescript|@biomejs|node-linux)/.test(name))).toEqual([])
  })

  test('makes a server that runs as another user than root, and a health check that tells whether it does', async () => {
    const port = String(await freePort())
    const environment = { AGENTSENTRY_HOST: '127.0.0.1', AGENTSENTRY_API_PORT: port }
    expect(await isHealthy(environment)).toBe(false)
    const { child, exited } = runInImage([...api.entrypoint, 'up'], environment)
    await Promise.race([once(child.stdout, 'data'), exited])
    expect(await isHealthy(environment)).toBe(true)
    expect(existsSync(join(api.workingFolder, 'data/agentsentry.db'))).toBe(true)
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(await isHealthy(environment)).toBe(false)
  })

  test('makes a dashboard of its own files alone, that runs as another user than root and serves with its styles', async () => {
    const port = String(await freePort())
    const environment = { HOSTNAME: '127.0.0.1', PORT: port, AGENTSENTRY_API_URL: 'http://127.0.0.1:9' }
    const isHealthy = async () => (await runInImage(dashboard.healthCheck, environment, dashboard).exited)[0] === 0
    const { child, exited } = runInImage(dashboard.command, environment, dashboard)
    await until(async () => ((await isHealthy()) ? true : null))
    const url = `http://127.0.0.1:${port}`
    const html = await (await fetch(url)).text()
    expect(html).toContain('The API does not answer')
    const style = /href="(\/_next\/static\/[^"]+\.css)"/.exec(html)?.[1] ?? ''
    expect(await (await fetch(url + style)).text()).toContain('--canvas')
    child.kill('SIGKILL')
    await exited
    const packages = readdirSync(join(dashboard.workingFolder, 'node_modules/.pnpm'))
    expect(packages.filter((name) => /^(typescript|tailwindcss|fastify|better-sqlite3)@/.test(name))).toEqual([])
  })
})
