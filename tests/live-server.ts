import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { childEnvironment } from './child-environment.ts'
import { tieToThisProcess } from './services/lifeline.ts'

/** The real program in a process of its own, on a free port, with a database of its own. */
export interface LiveServer {
  readonly url: string
  readonly databasePath: string
  readonly process: ChildProcess
  /** Everything it has printed so far. */
  output(): string
  /** Ends it as Ctrl-C would and returns its exit code. The database is removed unless it was given. */
  stop(): Promise<number | null>
  /** Ends it as a power cut would. The database stays. */
  kill(): Promise<void>
}

export interface LiveServerOptions {
  readonly env?: Readonly<Record<string, string>>
  /** An existing database to go on with; without it a new one is made. */
  readonly databasePath?: string
}

const root = resolve(import.meta.dirname, '..')

export async function startLiveServer({ env = {}, databasePath }: LiveServerOptions = {}): Promise<LiveServer> {
  const folder = databasePath === undefined ? mkdtempSync(join(tmpdir(), 'agentsentry-')) : null
  const path = databasePath ?? join(folder as string, 'test.db')
  const child = spawn(process.execPath, ['apps/cli/src/main.ts', 'up', '--no-dashboard'], {
    cwd: root,
    env: {
      ...childEnvironment,
      DATABASE_URL: `sqlite:${path}`,
      AGENTSENTRY_API_PORT: '0',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const exited = once(child, 'exit') as Promise<[number | null]>
  if (child.pid === undefined) throw await exited.catch((cause: unknown) => cause)
  // A test that fails while it waits never stops what it has started.
  const release = tieToThisProcess({ processId: child.pid, signal: 'KILL', ...(folder !== null && { folder }) })
  exited.then(release)
  const url = await addressOf(child, exited, () => printed)
  return {
    url,
    databasePath: path,
    process: child,
    output: () => printed,
    stop: async () => {
      child.kill('SIGINT')
      const [code] = await exited
      if (folder !== null) await rm(folder, { recursive: true, force: true })
      return code
    },
    kill: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function addressOf(child: ChildProcess, exited: Promise<unknown>, printed: () => string): Promise<string> {
  const announced = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const address = /ready: API (http:\/\/\S+)/.exec(printed())?.[1]
      if (address !== undefined) resolve(address)
    })
  })
  const failed = exited.then(() => {
    throw new Error(`the server ended before it was ready:\n${printed()}`)
  })
  return Promise.race([announced, failed])
}
