import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { cpuSecondsOf } from './cpu-time.ts'

/** A server under measurement, in a process of its own. */
export interface ServerProcess {
  readonly url: string
  readonly processId: number
  /** User and system time it has taken so far, in seconds. Throws when it has ended. */
  cpuSeconds(): number
  stop(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')

/** Starts a program of this project and waits until it prints `ready: API URL`, or the same of a worker or a dashboard. */
export async function startServer(
  program: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...program], {
    cwd: root,
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let ending: string | null = null
  const exited = once(child, 'exit').then(([code, signal]) => {
    ending = `\`${program.join(' ')}\` ended with ${signal ?? `status ${code}`}`
  })
  const failed = exited.then(() => {
    throw new Error(`${ending} before it was ready`)
  })
  const url = await Promise.race([addressOf(child), failed])
  failed.catch(() => {})
  return {
    url,
    processId: child.pid as number,
    cpuSeconds: () => {
      if (ending !== null) throw new Error(`${ending} while it was measured`)
      return cpuSecondsOf(child.pid as number)
    },
    stop: async () => {
      child.kill('SIGINT')
      await exited
    },
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  child.stderr?.pipe(process.stderr)
  return new Promise((resolve) => {
    let printed = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      const address = /ready: (?:API|worker|dashboard) (http:\/\/\S+)/.exec(printed)?.[1]
      if (address !== undefined) resolve(address)
    })
  })
}
