import { spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isRunning } from '../../../../tests/child-processes.ts'
import { whyNoSmallDisk } from '../../../../tests/faults/small-disk.ts'
import { until } from '../../../../tests/until.ts'
import { builtDashboard } from './build-dashboard.ts'
import type { DashboardFolders } from './dashboard-folders.ts'
import { sourceFingerprint } from './source-fingerprint.ts'

// The tool that builds is stood in for by a program that takes its time and writes what that would write: what is tried
// here is what happens around it. `tests/browser` and `tests/dashboard-command.test.ts` build with the real one.

const tool = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
const work = process.env.AGENTSENTRY_DASHBOARD_BUILD
appendFileSync('../../began', 'x')
writeFileSync('../../builder', String(process.pid))
setTimeout(() => {
  mkdirSync(work + '/static', { recursive: true })
  writeFileSync(work + '/static/style.css', 'body {}')
  mkdirSync(work + '/standalone/apps/dashboard', { recursive: true })
  if (!require('node:fs').existsSync('forgetful')) writeFileSync(work + '/standalone/apps/dashboard/server.js', '')
  process.exit(require('node:fs').existsSync('broken') ? 1 : 0)
}, Number(process.env.TMPDIR === 'slow' ? 60000 : 300))
`

let root: string
let folders: DashboardFolders
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentsentry-build-'))
  const source = join(root, 'apps/dashboard')
  folders = { root, source, builds: join(source, '.build') }
  write('pnpm-lock.yaml', '')
  for (const name of ['contract', 'engine', 'sdk']) write(`packages/${name}/src/index.ts`, '')
  write('apps/dashboard/package.json', '{}')
  write('apps/dashboard/src/page.tsx', 'one')
  write('apps/dashboard/node_modules/next/dist/bin/next', tool)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

const begun = () => (existsSync(join(root, 'began')) ? readFileSync(join(root, 'began'), 'utf8').length : 0)

function build(signal = new AbortController().signal) {
  return builtDashboard({ folders, onBuild: () => {}, signal })
}

/** The same in a process of its own, which can be killed. */
function buildElsewhere(env: Readonly<Record<string, string>> = {}) {
  const code = `
    import { builtDashboard } from ${JSON.stringify(`${import.meta.dirname}/build-dashboard.ts`)}
    const folders = ${JSON.stringify(folders)}
    console.log(await builtDashboard({ folders, onBuild: () => {}, signal: new AbortController().signal }))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: process.env.PATH, ...env },
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  return { child, done: new Promise<string>((resolve) => child.once('close', () => resolve(printed.trim()))) }
}

test('what is built once is taken the next time, with its styles', async () => {
  const server = await build()
  expect(await build()).toBe(server)
  expect(begun()).toBe(1)
  const inside = readdirSync(join(server, '..', '.build'))
  expect(readFileSync(join(server, '..', '.build', inside[0] as string, 'static/style.css'), 'utf8')).toBe('body {}')
})

test('several that start at once build once', async () => {
  const servers = await Promise.all([buildElsewhere().done, buildElsewhere().done, buildElsewhere().done])
  expect(new Set(servers).size).toBe(1)
  expect(existsSync(servers[0] as string)).toBe(true)
  expect(begun()).toBe(1)
})

test('a build that was killed is not taken for one, and does not stand in the way', async () => {
  const { child, done } = buildElsewhere({ TMPDIR: 'slow' })
  await until(async () => (begun() === 1 ? true : null))
  child.kill('SIGKILL')
  await done
  const builder = Number(readFileSync(join(root, 'builder'), 'utf8'))
  // It ends with whom it built for.
  await until(async () => (isRunning(builder) ? null : true))
  // Nobody touches its lock any more; here it is made as old as it is after a while.
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(join(folders.builds, 'building'), longAgo, longAgo)
  expect(existsSync(await build())).toBe(true)
  expect(begun()).toBe(2)
})

test('one that fails says what the tool said, leaves nothing, and is tried again', async () => {
  write('apps/dashboard/broken', '')
  await expect(build()).rejects.toThrow(/cannot be built/)
  expect(readdirSync(folders.builds)).toEqual(['package.json'])
  rmSync(join(folders.source, 'broken'))
  expect(existsSync(await build())).toBe(true)
})

test('one that says that all is well and has made nothing is none', async () => {
  write('apps/dashboard/forgetful', '')
  await expect(build()).rejects.toThrow(/cannot be built/)
  expect(readdirSync(folders.builds)).toEqual(['package.json'])
})

test('one that is interrupted ends, with the tool', async () => {
  const interrupting = new AbortController()
  const building = build(interrupting.signal)
  await until(async () => (begun() === 1 ? true : null))
  interrupting.abort()
  await expect(building).rejects.toThrow(/interrupted/)
  expect(readdirSync(folders.builds)).toEqual(['package.json'])
})

test('only so many builds are kept', async () => {
  const servers: string[] = []
  for (const text of ['1', '2', '3', '4', '5']) {
    write('apps/dashboard/src/page.tsx', text)
    servers.push(await build())
    const longAgo = new Date(Date.now() - 60_000 + servers.length * 1_000)
    utimesSync(join(servers.at(-1) as string, '../../..'), longAgo, longAgo)
  }
  expect(servers.map((server) => existsSync(server))).toEqual([false, false, true, true, true])
})

const noMounts = whyNoSmallDisk()

describe.skipIf(noMounts !== null)(
  `where nothing can be written${noMounts === null ? '' : ` (skipped: ${noMounts})`}`,
  () => {
    const mount = (...parameters: string[]) => expect(spawnSync('mount', [...parameters, root]).status).toBe(0)
    const lock = () => {
      mount('--bind', root)
      mount('-o', 'remount,ro,bind')
    }
    afterEach(() => spawnSync('umount', [root]))

    test('a build that is there serves', async () => {
      const server = await build()
      lock()
      expect(await build()).toBe(server)
    })

    test('it is said that none can be made', async () => {
      lock()
      await expect(build()).rejects.toThrow(/^the dashboard cannot be built in `.*\.build`: E/)
    })
  },
)

test('another build is needed when what goes into it changes, and for nothing else', () => {
  const seen = new Set([sourceFingerprint(folders)])
  const changesWith = (path: string) => {
    write(path, `${path} changed`)
    const before = seen.size
    seen.add(sourceFingerprint(folders))
    return seen.size > before
  }
  expect(changesWith('apps/dashboard/src/page.tsx')).toBe(true)
  expect(changesWith('apps/dashboard/src/new.tsx')).toBe(true)
  expect(changesWith('packages/engine/src/index.ts')).toBe(true)
  expect(changesWith('pnpm-lock.yaml')).toBe(true)
  expect(changesWith('apps/dashboard/src/page.test.ts')).toBe(false)
  expect(changesWith('apps/dashboard/node_modules/x/index.js')).toBe(false)
  expect(changesWith('apps/dashboard/.build/x/server.js')).toBe(false)
  expect(changesWith('apps/dashboard/.next/x.js')).toBe(false)
  expect(changesWith('apps/api/src/main.ts')).toBe(false)
})
