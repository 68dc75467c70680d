import { writeSync } from 'node:fs'
import { printable } from '../printable.ts'
import { answerEvent } from './answer-event.ts'
import { parseHookOptions } from './hook-options.ts'

/** To every agent this says no, with what stands on standard error as the reason. Any other code but 0 lets it go on. */
const denialExitCode = 2
const mostInputBytes = 32 * 1024 * 1024
/** For reading the event and writing the answer. */
const aroundMs = 2_000

/** Answers one event of a coding agent and ends the process. Whatever goes wrong is a denial. */
export async function runHook(given: readonly string[]): Promise<never> {
  process.on('uncaughtException', deny)
  process.on('unhandledRejection', deny)
  try {
    const options = parseHookOptions(given)
    setTimeout(() => deny(new Error('no answer in time')), options.timeoutMs + aroundMs)
    const answer = await answerEvent(await standardInput(), options)
    writeAll(1, `${JSON.stringify(answer)}\n`)
    process.exit(0)
  } catch (error) {
    return deny(error)
  }
}

function deny(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error)
  try {
    writeAll(2, `AgentSentry denied this: ${printable(message).slice(0, 500)}\n`)
  } finally {
    process.exit(denialExitCode)
  }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    bytes += chunk.length
    if (bytes > mostInputBytes) throw new Error(`the event has more than ${mostInputBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** To its end before the process ends, however slowly it is read. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
