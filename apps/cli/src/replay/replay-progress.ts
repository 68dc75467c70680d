import { printable } from '../printable.ts'

const barWidth = 30

/** Tells on standard error how far a replay has come: a bar on a terminal, elsewhere a line every few seconds. */
export class ReplayProgress {
  readonly #stream: NodeJS.WriteStream
  readonly #startedMs = performance.now()
  readonly #timer: NodeJS.Timeout
  #fraction = 0
  #sessions = 0
  #traces = 0

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
    this.#timer = setInterval(() => this.#show(), stream.isTTY ? 200 : 5_000)
    this.#timer.unref()
  }

  /** `fraction` of the whole work that is done, from 0 to 1. */
  advance(fraction: number, traceCount: number): void {
    this.#fraction = Math.min(1, fraction)
    this.#sessions++
    this.#traces += traceCount
  }

  /** A line for a person, above the bar. */
  say(line: string): void {
    this.#clear()
    this.#stream.write(`${printable(line)}\n`)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #show(): void {
    const speed = Math.round(this.#traces / ((performance.now() - this.#startedMs) / 1000))
    const percent = `${Math.floor(100 * this.#fraction)} %`
    const counts = `${this.#sessions} sessions, ${this.#traces} traces, ${speed} traces/s`
    if (!this.#stream.isTTY) {
      this.#stream.write(`${percent}  ${counts}\n`)
      return
    }
    const filled = Math.round(barWidth * this.#fraction)
    this.#clear()
    this.#stream.write(`[${'█'.repeat(filled)}${' '.repeat(barWidth - filled)}] ${percent.padStart(5)}  ${counts}`)
  }

  #clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[2K')
  }
}
