import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { childrenOf, isRunning } from '../child-processes.ts'
import { tieToThisProcess } from './lifeline.ts'

/** A server in a process of its own, with data of its own, that a test may end in any way and start again. */
export interface OwnServer {
  readonly url: string
  readonly port: number
  /** Everything it has written to disk. */
  readonly folder: string
  /** The one that runs now, or that ran last. */
  processId(): number
  /** Ends it as the loss of its machine would: every process of it, at once. The data stays. */
  kill(): Promise<void>
  /** Ends it in order. The data stays. */
  stop(): Promise<void>
  /** Starts it again after `kill` or `stop`, on the same port and data. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  end(): Promise<void>
}

export interface ServerProgram {
  readonly command: string
  readonly parameters: readonly string[]
  /** Whose process it is to be; without it, of the user who runs the tests. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  readonly folder: string
  readonly port: number
  readonly url: string
  /** What it prints once it serves. */
  readonly ready: RegExp
  readonly stopSignal: NodeJS.Signals
  /** Ends it without a farewell, but with its child processes. */
  readonly endSignal: 'QUIT' | 'KILL'
}

const startWithinMs = 60_000

export async function startOwnServer(program: ServerProgram): Promise<OwnServer> {
  let running = await launch(program)
  return {
    url: program.url,
    port: program.port,
    folder: program.folder,
    processId: () => running.processId,
    kill: () => running.kill(),
    stop: () => running.end(program.stopSignal),
    start: async () => {
      running = await launch(program)
    },
    end: async () => {
      await running.end(`SIG${program.endSignal}`)
      await rm(program.folder, { recursive: true, force: true })
    },
  }
}

interface RunningServer {
  readonly processId: number
  kill(): Promise<void>
  end(signal: NodeJS.Signals): Promise<void>
}

async function launch({ command, parameters, user, folder, ready, endSignal }: ServerProgram): Promise<RunningServer> {
  const child = spawn(command, parameters, {
    ...user,
    cwd: folder,
    // English whatever the machine speaks: its lines are read.
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const exited = once(child, 'exit')
  const processId = child.pid
  if (processId === undefined) throw await exited.catch((cause: unknown) => cause)
  const release = tieToThisProcess({ processId, signal: endSignal, folder })
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  exited.then(release, release)
  const end = async (signal: NodeJS.Signals) => {
    if (isOver()) return
    child.kill(signal)
    await exited
  }
  await untilReady(child, ready, exited).catch(async (error) => {
    await end('SIGKILL')
    throw error
  })
  return {
    processId,
    end,
    kill: async () => {
      // The parent first: it would start again what it sees die. Its children outlive it otherwise, and hold the data.
      const children = isOver() ? [] : childrenOf(processId)
      await end('SIGKILL')
      for (const id of children) killIfThere(id)
      while (children.some(isRunning)) await wait(5)
    },
  }
}

async function untilReady(child: ChildProcess, ready: RegExp, exited: Promise<unknown>): Promise<void> {
  let printed = ''
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      // Read for as long as it runs: a full pipe would stop it.
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-10_000)
        if (ready.test(printed)) resolve()
      })
    }
  })
  const failed = exited.then(() => {
    throw new Error(`\`${child.spawnfile}\` ended before it was ready:\n${printed}`)
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`\`${child.spawnfile}\` was not ready after ${startWithinMs} ms:\n${printed}`)),
      startWithinMs,
    )
  })
  await Promise.race([isReady, failed, late]).finally(() => clearTimeout(timer))
  failed.catch(() => {})
}

function killIfThere(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
