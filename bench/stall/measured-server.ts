import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** A while in which the event loop did not turn. Both figures are maxima of their own. */
export interface Stall {
  readonly stoodStillMs: number
  /** Time on a processor: what other programs take of a busy machine is not in it. */
  readonly workedMs: number
}

/** A server in a process of its own that tells how long its event loop stood still. */
export interface MeasuredServer {
  readonly url: string
  /** What it was at most since the last call. */
  longestStall(): Promise<Stall>
  stop(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
const monitor = resolve(import.meta.dirname, 'event-loop-monitor.ts')

export const agentSentry = ['apps/cli/src/main.ts', 'up', '--no-dashboard'] as const
/** Reads a body, `JSON.parse`s it, answers. */
export const bareServer = ['bench/http/server-node.ts', '100'] as const

/** Starts a program of this project, AgentSentry on a new database, and waits until it prints `ready: API URL`. */
export async function startMeasuredServer(program: readonly string[]): Promise<MeasuredServer> {
  const folder = mkdtempSync(join(tmpdir(), 'agentsentry-stall-'))
  const child = spawn(process.execPath, ['--import', monitor, ...program], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${join(folder, 'stall.db')}`,
      AGENTSENTRY_API_PORT: '0',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text
  })
  const exited = once(child, 'exit')
  const wait = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(printed)
      if (found !== null) return found
      if (child.exitCode !== null) throw new Error(`\`${program.join(' ')}\` ended:\n${printed}`)
      await Promise.race([once(child.stdout, 'data'), exited])
    }
  }
  const [, url = ''] = await wait(/ready: API (http:\/\/\S+)/)
  return {
    url,
    longestStall: async () => {
      printed = ''
      child.kill('SIGUSR2')
      const [, stoodStill, worked] = await wait(/stood still for ([\d.]+) ms, worked for ([\d.]+) ms/)
      return { stoodStillMs: Number(stoodStill), workedMs: Number(worked) }
    },
    stop: async () => {
      child.kill('SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
