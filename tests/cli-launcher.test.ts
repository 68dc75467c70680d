import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { childEnvironment } from './child-environment.ts'
import { root, runCommand } from './run-command.ts'

const launcher = join(root, 'apps/cli/bin/agentsentry.mjs')
const folder = mkdtempSync(join(tmpdir(), 'agentsentry-launcher-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A Node on this machine that does not read TypeScript: `NODE_OLD`, or one that the system has. */
const oldNode = [process.env.NODE_OLD, '/usr/bin/node', '/usr/local/bin/node'].find((path) => {
  if (path === undefined || !existsSync(path)) return false
  const { status, stdout } = spawnSync(path, ['-p', '!process.features.typescript'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() === 'true'
})

const nodes = [
  { name: 'the Node of the tests', node: process.execPath },
  { name: 'an older Node of the machine', node: oldNode },
]

test('the launcher is executable', () => {
  expect(statSync(launcher).mode & 0o111).toBe(0o111)
})

describe('what a command loads', () => {
  const withoutCache = { NODE_COMPILE_CACHE: '' }

  test('is kept compiled, for its owner alone', async () => {
    const env = { ...withoutCache, XDG_STATE_HOME: join(folder, 'state') }
    expect((await runCommand(['check', '--json'], { input: 'hello', env, cwd: folder })).code).toBe(0)
    const compiled = join(folder, 'state/agentsentry/compiled')
    expect(statSync(compiled).mode & 0o777).toBe(0o700)
    const kept = readdirSync(compiled, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(kept.length).toBeGreaterThan(50)
  })

  test('is not kept where there is no folder for it, and the command does its work', async () => {
    const env = { ...withoutCache, XDG_STATE_HOME: '/proc/nowhere' }
    const run = await runCommand(['check', '--json'], { input: 'hello', env, cwd: folder })
    expect(run).toMatchObject({ code: 0, stderr: expect.not.stringContaining('compile') })
  })
})

describe.each(nodes)('the launcher under $name', ({ node }) => {
  const program = [node ?? '', launcher] as const
  const input = '{"tool":"shell","args":{"command":"rm -rf /"}}'

  test.skipIf(node === undefined)(
    'runs the command, from any folder, with its input, output and exit code',
    async () => {
      const run = await runCommand(['check'], { input, program, cwd: folder })
      expect(run).toMatchObject({ code: 2, stdout: expect.stringMatching(/^block\n/) })
      expect((await runCommand(['check', '--json'], { input: 'hello', program, cwd: folder })).code).toBe(0)
      expect((await runCommand(['check', 'not-there'], { program, cwd: folder })).code).toBe(3)
    },
  )

  test.skipIf(node === undefined)('hands signals on, so that a server stops in order', async () => {
    const env = {
      ...childEnvironment,
      DATABASE_URL: `sqlite:${folder}/up.db`,
      AGENTSENTRY_API_PORT: '0',
      LOG_LEVEL: 'silent',
    }
    const child = spawn(program[0], [launcher, 'up', '--no-dashboard'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  test.skipIf(node === undefined)('ends by the signal that ended the command', async () => {
    const child = spawn(program[0], [launcher, 'check'], { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] })
    // What it says of the missing store shows that it has begun and now waits for its input.
    await once(child.stderr, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  })
})

test.skipIf(oldNode === undefined)('without any Node that can run it, the launcher says so in one line', async () => {
  const bin = join(folder, 'apps/cli/bin')
  mkdirSync(bin, { recursive: true })
  copyFileSync(launcher, join(bin, 'agentsentry.mjs'))
  const run = await runCommand(['check'], { program: [oldNode ?? '', join(bin, 'agentsentry.mjs')] })
  expect(run).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/^agentsentry: Node .* install Node 24\n$/),
  })
})
