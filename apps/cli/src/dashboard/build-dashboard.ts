import { type ChildProcess, spawn } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { setPriority } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { CommandFailure } from '../command-failure.ts'
import { takeBuildLock } from './build-lock.ts'
import type { DashboardFolders } from './dashboard-folders.ts'
import { sourceFingerprint } from './source-fingerprint.ts'

export interface BuildOptions {
  readonly folders: DashboardFolders
  /** Called when a build is needed, before it begins. */
  readonly onBuild: () => void
  readonly signal: AbortSignal
}

const lockPollMs = 500
/** How many builds are kept: a server may still run from one of before. */
const keptBuilds = 3
/** Work that nobody has touched for so long is left over, in milliseconds. */
const leftOverMs = 60 * 60 * 1_000

/**
 * The `server.js` of a build of the sources as they are: one that is there, or a new one. A build is put in place by one
 * rename when it is whole, so one that was killed is never taken for one. Throws `CommandFailure` when building fails, and
 * when `signal` is aborted.
 */
export async function builtDashboard(options: BuildOptions): Promise<string> {
  const target = join(options.folders.builds, sourceFingerprint(options.folders))
  try {
    await untilBuilt(target, options)
  } catch (error) {
    if (!isOfFiles(error)) throw error
    throw new CommandFailure(`the dashboard cannot be built in \`${options.folders.builds}\`: ${error.message}`)
  }
  markUsed(target)
  return serverOf(target)
}

/** No room, no right to write, nothing that can be written to. */
function isOfFiles(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

async function untilBuilt(target: string, options: BuildOptions): Promise<void> {
  const { folders, signal } = options
  const lockPath = join(folders.builds, 'building')
  let hasSaid = false
  while (!isWhole(target)) {
    if (signal.aborted) throw new CommandFailure('the dashboard is not built: interrupted')
    if (!hasSaid) options.onBuild()
    hasSaid = true
    const lock = takeBuildLock(lockPath)
    // Another process builds; it may be about to put in place what is needed here.
    if (lock === null) await pause(lockPollMs)
    else await build(target, options).finally(lock.release)
  }
}

/** The builds that were used last are kept. */
function markUsed(target: string): void {
  try {
    utimesSync(target, new Date(), new Date())
  } catch {
    // Where nothing can be written, nothing is removed either.
  }
}

function serverOf(build: string): string {
  return join(build, 'apps/dashboard/server.js')
}

function isWhole(build: string): boolean {
  return existsSync(serverOf(build))
}

async function build(target: string, { folders, signal }: BuildOptions): Promise<void> {
  if (isWhole(target)) return
  removeLeftOvers(folders.builds)
  // A folder of its own: builds at the same time, and a server for developing, do not meet.
  const work = join(folders.builds, `work-${process.pid}-${Date.now().toString(36)}`)
  try {
    mkdirSync(work, { recursive: true })
    // Next looks beside the folder of its build for how modules are written, and copies what it finds.
    copyFileSync(join(folders.source, 'package.json'), join(folders.builds, 'package.json'))
    await runNextBuild(folders, work, signal)
    const whole = join(work, 'standalone')
    const inside = join(whole, relative(folders.root, work))
    cpSync(join(work, 'static'), join(inside, 'static'), { recursive: true })
    putInPlace(whole, target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function putInPlace(whole: string, target: string): void {
  try {
    renameSync(whole, target)
  } catch (error) {
    // Another process was first; its build is as good.
    if (!isWhole(target)) throw error
  }
}

async function runNextBuild({ source }: DashboardFolders, work: string, signal: AbortSignal): Promise<void> {
  const preload = pathToFileURL(`${import.meta.dirname}/end-with-parent.ts`).href
  const program = join(source, 'node_modules/next/dist/bin/next')
  const child = spawn(process.execPath, ['--import', preload, program, 'build'], {
    cwd: source,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      AGENTSENTRY_DASHBOARD_BUILD: relative(source, work),
      AGENTSENTRY_STARTED_BY: String(process.pid),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    signal,
  })
  makeWay(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-20_000)
    })
  }
  const { code, error } = await new Promise<{ code: number | null; error?: Error }>((resolve) => {
    child.once('error', (failure) => resolve({ code: null, error: failure }))
    child.once('close', (exitCode) => resolve({ code: exitCode }))
  })
  if (signal.aborted) throw new CommandFailure('the dashboard is not built: interrupted')
  // Whatever the tool says of itself: what counts is what it made.
  const isMade = code === 0 && isWhole(join(work, 'standalone'))
  if (!isMade) throw new CommandFailure(`the dashboard cannot be built:\n${error?.message ?? printed}`)
}

/** Traces are judged while this goes on. */
function makeWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, 5)
  } catch {
    // It builds all the same.
  }
}

function removeLeftOvers(builds: string): void {
  const found = readdirSync(builds, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ path: join(builds, name), isWork: name.startsWith('work-') }))
    .map((each) => ({ ...each, usedMs: statSync(each.path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((left, right) => right.usedMs - left.usedMs)
  const leftWork = found.filter(({ isWork, usedMs }) => isWork && Date.now() - usedMs > leftOverMs)
  const oldBuilds = found.filter(({ isWork }) => !isWork).slice(keptBuilds - 1)
  for (const { path } of [...leftWork, ...oldBuilds]) rmSync(path, { recursive: true, force: true })
}
