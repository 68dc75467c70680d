import { type ChildProcess, fork } from 'node:child_process'
import { constants } from 'node:os'
import type { FuzzCase } from './fuzz-case.ts'
import type { CaseAnswer } from './fuzz-program.ts'
import { outOfTime } from './watchdog.ts'

export interface FuzzProcessOptions {
  /** Processor time after which a case counts as one that does not end. */
  readonly maxCpuMs?: number
  /** Heap of the process. */
  readonly maxHeapMiB?: number
}

/** V8 says first of what it died, and then at length where. */
const keptCharacters = 8_192

/**
 * Runs cases one after another in a process that may hang, crash or run out of memory without harm. It is a process and no
 * thread because V8 may end all of a program when one of its threads is terminated or has no memory left.
 */
export class FuzzProcess {
  readonly #maxCpuMs: number
  readonly #maxHeapMiB: number
  #child: ChildProcess | null = null
  #printed = ''
  /** How often a process had to be replaced. */
  deaths = 0

  constructor({ maxCpuMs = 30_000, maxHeapMiB = 512 }: FuzzProcessOptions = {}) {
    this.#maxCpuMs = maxCpuMs
    this.#maxHeapMiB = maxHeapMiB
  }

  /** One at a time. Always resolves: the end of the process is a problem of the case. */
  check(fuzzCase: FuzzCase): Promise<CaseAnswer> {
    this.#child ??= this.#start()
    const child = this.#child
    return new Promise((resolve) => {
      const answered = (answer: CaseAnswer) => {
        child.off('close', ended)
        resolve(answer)
      }
      // Later than `exit`: what it printed last has been read by then.
      const ended = (code: number | null, signal: NodeJS.Signals | null) => {
        child.off('message', answered)
        this.#child = null
        this.deaths++
        resolve({ problems: [this.#causeOfDeath(code, signal)], newBlocks: [], peakMemoryMiB: 0 })
      }
      child.once('message', answered)
      child.once('close', ended)
      // A message that no longer gets through is told by the end of the process.
      child.send(fuzzCase, () => {})
    })
  }

  async close(): Promise<void> {
    const child = this.#child
    if (child === null) return
    this.#child = null
    const closed = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGKILL')
    await closed
  }

  #start(): ChildProcess {
    const child = fork(new URL('./fuzz-program.ts', import.meta.url), [String(process.pid), String(this.#maxCpuMs)], {
      execArgv: [`--max-old-space-size=${this.#maxHeapMiB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#printed = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#printed.length < keptCharacters) this.#printed += text
    })
    return child
  }

  #causeOfDeath(code: number | null, signal: NodeJS.Signals | null): string {
    if (signal !== null && constants.signals[signal] === constants.signals[outOfTime])
      return `no answer within ${this.#maxCpuMs} ms of processor time`
    if (/out of memory/i.test(this.#printed)) return `it took more than ${this.#maxHeapMiB} MiB`
    const fatal = /^.*(?:FATAL|Fatal|Error).*$/m.exec(this.#printed)?.[0] ?? ''
    return `it ended the process (${signal ?? `exit code ${code}`}) ${fatal}`.trimEnd()
  }
}
