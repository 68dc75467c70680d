import { enableCompileCache } from 'node:module'
import { stateFolder } from '../bin/state-folder.mjs'
import { CommandFailure, failureExitCode } from './command-failure.ts'
import { printable } from './printable.ts'

// Left to itself, Node ends with 1 after an error that nobody caught; `check` would mean a warning by that.
process.on('uncaughtException', (error) => {
  explain(error)
  process.exit(failureExitCode)
})
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough. What the command does and its exit code do not depend on that.
  if (error.code !== 'EPIPE') throw error
})

keepCompiled()
const { runProgram } = await import('./program.ts')
try {
  await runProgram(process.argv)
} catch (error) {
  explain(error)
  process.exitCode = failureExitCode
}

/** What is loaded from here on is there compiled at the next start, also for threads and processes of this one. */
function keepCompiled(): void {
  const folder = process.env.NODE_COMPILE_CACHE || stateFolder('compiled')
  if (folder === null) return
  process.env.NODE_COMPILE_CACHE = folder
  enableCompileCache(folder)
}

/** One line for a person; for what was not foreseen, the stack. */
function explain(error: unknown): void {
  const message = error instanceof CommandFailure ? error.message : error instanceof Error ? error.stack : String(error)
  console.error(`agentsentry: ${message}`.split('\n').map(printable).join('\n'))
}
