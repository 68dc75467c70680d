import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import {
  type JudgeAnswer,
  type JudgeRequest,
  type JudgeResult,
  keptRuleSets,
  type RuleSetName,
  ruleSetKey,
} from './judge-messages.ts'
import { activities, ProgressReader, progressDescriptor } from './progress.ts'

/** How long a request may take. What is not given is not bounded by it. */
export interface TimeLimits {
  /** Without a sign of progress, while a rule is tried. */
  readonly ruleMs: number
  /** Altogether, from when the rules are ready. */
  readonly totalMs: number
  /** Until the rules are ready: the start of the process and compiling. */
  readonly preparingMs: number
}

/** How a process that answered nothing came to its end. */
interface Loss {
  readonly kind: 'lost'
  /** Why, to follow the name of what was tried: `took longer than 250 ms`. */
  readonly cause: string
  /** What it was doing: the place of a rule, or one of `activities`. */
  readonly activity: number
  /** How long it had worked since the rules were ready. */
  readonly workedMs: number
}

export type Outcome = { readonly kind: 'done'; readonly result: JudgeResult } | Loss

/** How often a process is looked after. A limit may be overrun by as much. */
const watchIntervalMs = 20

/** Of what a process prints, so much is kept. V8 says first of what it died, and then at length where. */
const keptCharacters = 8_192

/** One life of a process. It is killed when it overruns a limit, since nothing else can interrupt it. */
export class JudgeProcess {
  readonly #child: ChildProcess
  readonly #memoryMiB: number
  readonly #ruleSets: string[] = []
  readonly #progress = new ProgressReader()
  #printed = ''
  #requests = 0
  #work: Work | null = null
  hasEnded = false

  constructor(memoryMiB: number) {
    this.#memoryMiB = memoryMiB
    this.#child = fork(new URL('./judge-program.ts', import.meta.url), [String(process.pid)], {
      execArgv: [`--max-old-space-size=${memoryMiB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
      // A group of its own: Ctrl-C in a terminal is for the program, which answers what is under way before it ends.
      detached: true,
      windowsHide: true,
    })
    this.#child.on('message', (answer: JudgeAnswer) => this.#take(answer))
    this.#child.on('exit', () => {
      this.hasEnded = true
    })
    this.#child.on('error', (error) => this.#lose(`failed (${error.message})`))
    // Later than `exit`: what it told and printed last has been read by then.
    this.#child.on('close', (code, signal) => this.#lose(this.#causeOfDeath(code, signal)))
    this.#listen(this.#child.stderr, (chunk) => {
      if (this.#printed.length < keptCharacters) this.#printed += chunk.toString()
    })
    this.#listen(this.#child.stdio[progressDescriptor], (chunk) => this.#note(chunk))
    this.#child.unref()
    this.#child.channel?.unref()
  }

  get isBusy(): boolean {
    return this.#work !== null
  }

  /** Whether the rules of this set must go with the next request. The process counts as having them then. */
  mustLearn(ruleSet: RuleSetName): boolean {
    const key = ruleSetKey(ruleSet)
    if (this.#ruleSets.includes(key)) return false
    this.#ruleSets.push(key)
    if (this.#ruleSets.length > keptRuleSets) this.#ruleSets.shift()
    return true
  }

  /** May be called when it is not busy and has not ended. Always resolves. */
  ask(request: JudgeRequest, limits: TimeLimits): Promise<Outcome> {
    return new Promise((resolve) => {
      const number = ++this.#requests
      const watch = setInterval(() => this.#watch(), watchIntervalMs)
      const now = performance.now()
      const activity = activities.preparing
      this.#work = { number, limits, resolve, watch, askedMs: now, readyMs: null, activity, changedMs: now }
      this.#child.send({ number, request }, (error) => {
        if (error !== null) this.#lose(`failed (${error.message})`)
      })
    })
  }

  async close(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    const exited = once(this.#child, 'exit')
    this.#child.ref()
    this.#child.kill('SIGKILL')
    await exited
  }

  #listen(stream: unknown, onChunk: (chunk: Buffer) => void): void {
    if (!(stream instanceof Socket)) return
    stream.on('data', onChunk)
    // What breaks it off is the end of the process, which is told elsewhere.
    stream.on('error', () => {})
    stream.unref()
  }

  #take(answer: JudgeAnswer): void {
    if (answer.kind === 'done') this.#end(answer)
    else this.#lose(`failed (${answer.message})`)
  }

  #note(chunk: Buffer): void {
    const told = this.#progress.read(chunk)
    const work = this.#work
    if (told === null || work === null || told.requestNumber !== work.number) return
    work.activity = told.activity
    work.changedMs = performance.now()
    work.readyMs ??= work.changedMs
  }

  /** Whoever was held up itself looks first at what was told meanwhile. */
  #watch(): void {
    if (this.#overrunLimit() === null) return
    setImmediate(() => {
      const limitMs = this.#overrunLimit()
      if (limitMs !== null) this.#lose(`took longer than ${limitMs} ms`)
    })
  }

  #overrunLimit(): number | null {
    const work = this.#work
    if (work === null) return null
    const { limits, activity, askedMs, readyMs, changedMs } = work
    const now = performance.now()
    if (readyMs === null) return now - askedMs > limits.preparingMs ? limits.preparingMs : null
    if (activity >= 0 && now - changedMs > limits.ruleMs) return limits.ruleMs
    return now - readyMs > limits.totalMs ? limits.totalMs : null
  }

  #causeOfDeath(code: number | null, signal: NodeJS.Signals | null): string {
    if (/out of memory/i.test(this.#printed)) return `took more than ${this.#memoryMiB} MiB`
    // What nobody foresaw is for whoever runs this program to see.
    if (signal !== 'SIGKILL') process.stderr.write(this.#printed)
    return `ended its process (${signal ?? `exit code ${code}`})`
  }

  #lose(cause: string): void {
    this.hasEnded = true
    this.#child.kill('SIGKILL')
    const work = this.#work
    if (work === null) return
    const workedMs = work.readyMs === null ? 0 : performance.now() - work.readyMs
    this.#end({ kind: 'lost', cause, activity: work.activity, workedMs })
  }

  #end(outcome: Outcome): void {
    const work = this.#work
    if (work === null) return
    this.#work = null
    clearInterval(work.watch)
    work.resolve(outcome)
  }
}

interface Work {
  readonly number: number
  readonly limits: TimeLimits
  readonly resolve: (outcome: Outcome) => void
  /** Keeps this process alive until there is an outcome. */
  readonly watch: NodeJS.Timeout
  readonly askedMs: number
  readyMs: number | null
  activity: number
  changedMs: number
}
