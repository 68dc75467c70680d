import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { childEnvironment } from '../child-environment.ts'
import { root } from '../run-command.ts'
import { tieToThisProcess } from '../services/lifeline.ts'

/** `agentsentry api`, `worker` or `up` in a process of its own. */
export interface RunningProgram {
  readonly url: string
  readonly processId: number
  /** The end of what it has printed. */
  output(): string
  hasEnded(): boolean
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Ends it in order and returns its exit code; kills it when that takes too long. */
  stop(): Promise<number | null>
}

const readyWithinMs = 90_000
const stoppedWithinMs = 30_000

/** Resolves once it serves. `env` is all of its environment, beside what every program is given. */
export async function startProgram(
  command: 'api' | 'worker' | 'up',
  env: Readonly<Record<string, string>>,
): Promise<RunningProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'agentsentry-program-'))
  const child = spawn(
    process.execPath,
    ['apps/cli/src/main.ts', command, ...(command === 'up' ? ['--no-dashboard'] : [])],
    {
      cwd: root,
      env: { ...childEnvironment, TMPDIR: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exited = once(child, 'exit') as Promise<[number | null]>
  if (child.pid === undefined) throw await exited.catch((cause: unknown) => cause)
  const release = tieToThisProcess({ processId: child.pid, signal: 'KILL', folder })
  exited.then(async () => {
    release()
    await rm(folder, { recursive: true, force: true })
  })
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  let printed = ''
  const address = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-20_000)
      const found = /ready: (?:API|worker) (http:\/\/[^\s/]+)/.exec(printed)?.[1]
      if (found !== undefined) address.resolve(found)
    })
  const tooLate = setTimeout(() => child.kill('SIGKILL'), readyWithinMs)
  exited.then(() => address.reject(new Error(`\`agentsentry ${command}\` ended before it was ready:\n${printed}`)))
  const url = await address.promise.finally(() => clearTimeout(tooLate))
  return {
    url,
    processId: child.pid,
    output: () => printed,
    hasEnded,
    kill: async () => {
      if (hasEnded()) return
      child.kill('SIGKILL')
      await exited
    },
    stop: async () => {
      if (hasEnded()) return child.exitCode
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), stoppedWithinMs)
      const [code] = await exited
      clearTimeout(impatience)
      return code
    },
  }
}
