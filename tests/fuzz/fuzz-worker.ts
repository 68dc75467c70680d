import { parentPort } from 'node:worker_threads'
import { checkCase } from './check-case.ts'
import { Coverage } from './coverage.ts'
import type { FuzzCase } from './fuzz-case.ts'

/** What the thread answers to each case. */
export interface CaseAnswer {
  readonly problems: readonly string[]
  /** Blocks of the engine that no case before reached. */
  readonly newBlocks: number
  readonly heapBytes: number
}

const coverage = new Coverage()

parentPort?.on('message', (fuzzCase: FuzzCase) => {
  const problems = checkOrCatch(fuzzCase)
  const answer: CaseAnswer = { problems, newBlocks: coverage.takeNew(), heapBytes: process.memoryUsage().heapUsed }
  parentPort?.postMessage(answer)
})

function checkOrCatch(fuzzCase: FuzzCase): string[] {
  try {
    return checkCase(fuzzCase)
  } catch (error) {
    return [error instanceof Error ? `threw ${error.stack?.split('\n').slice(0, 3).join(' ')}` : `threw ${error}`]
  }
}
