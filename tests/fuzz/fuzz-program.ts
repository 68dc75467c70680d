import { Worker } from 'node:worker_threads'
import { checkCase } from './check-case.ts'
import { Coverage } from './coverage.ts'
import type { FuzzCase } from './fuzz-case.ts'
import type { Watched } from './watchdog.ts'

// What runs in the process of `FuzzProcess`. Its arguments are the id of the process that started it and how many
// milliseconds of processor time a case may take.

/** What is answered to each case. */
export interface CaseAnswer {
  readonly problems: readonly string[]
  /** Blocks of the engine that no case before reached in this process, by name. */
  readonly newBlocks: readonly string[]
  /** The most that the process has held until now. */
  readonly peakMemoryMiB: number
}

const underWay = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
const [parentProcessId, maxCpuMs] = process.argv.slice(2).map(Number) as [number, number]
const watched: Watched = { underWay, parentProcessId, maxCpuMs }
new Worker(new URL('./watchdog.ts', import.meta.url), { workerData: watched }).unref()
const coverage = new Coverage()
let cases = 0

process.on('disconnect', () => process.exit())
// Sent by a terminal to both; the one that started this then says what was found, and ends it.
process.on('SIGINT', () => {})
process.on('message', (fuzzCase: FuzzCase) => {
  Atomics.store(underWay, 0, ++cases)
  const problems = checkOrCatch(fuzzCase)
  Atomics.store(underWay, 0, 0)
  const peakMemoryMiB = process.resourceUsage().maxRSS / 1024
  const answer: CaseAnswer = { problems, newBlocks: coverage.takeNew(), peakMemoryMiB }
  process.send?.(answer)
})

function checkOrCatch(fuzzCase: FuzzCase): string[] {
  try {
    return checkCase(fuzzCase)
  } catch (error) {
    return [error instanceof Error ? `threw ${error.stack?.split('\n').slice(0, 3).join(' ')}` : `threw ${error}`]
  }
}
