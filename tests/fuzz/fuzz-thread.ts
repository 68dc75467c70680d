import { Worker } from 'node:worker_threads'
import type { FuzzCase } from './fuzz-case.ts'
import type { CaseAnswer } from './fuzz-worker.ts'

/** Wall time after which a case counts as one that does not end. */
const maxWallMs = 30_000
const maxHeapMb = 512

/** Runs cases one after another in a thread that may hang or run out of memory without harm. */
export class FuzzThread {
  #worker: Worker | null = null

  async check(fuzzCase: FuzzCase): Promise<CaseAnswer> {
    this.#worker ??= new Worker(new URL('./fuzz-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    })
    const worker = this.#worker
    const { promise, resolve } = Promise.withResolvers<CaseAnswer>()
    const failed = (problem: string) => resolve({ problems: [problem], newBlocks: 0, heapBytes: 0 })
    const timer = setTimeout(() => failed(`no answer within ${maxWallMs} ms`), maxWallMs)
    worker.once('message', resolve)
    const died = (error: Error) => failed(`the thread died: ${error.message}`)
    worker.once('error', died)
    worker.postMessage(fuzzCase)
    const answer = await promise
    clearTimeout(timer)
    worker.off('message', resolve).off('error', died)
    if (answer.heapBytes === 0) await this.close()
    return answer
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
    this.#worker = null
  }
}
