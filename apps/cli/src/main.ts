import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { CommandFailure, failureExitCode } from './command-failure.ts'
import { api } from './commands/api.ts'
import { audit } from './commands/audit.ts'
import { check } from './commands/check.ts'
import { dashboard } from './commands/dashboard.ts'
import { explain as explainTrace } from './commands/explain.ts'
import { hook } from './commands/hook.ts'
import { keys } from './commands/keys.ts'
import { migrate } from './commands/migrate.ts'
import { projects } from './commands/projects.ts'
import { replay } from './commands/replay.ts'
import { rules } from './commands/rules.ts'
import { test } from './commands/test.ts'
import { up } from './commands/up.ts'
import { worker } from './commands/worker.ts'
import { printable } from './printable.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

const program = new Command('agentsentry')
  .description('See what your agents do, and stop what they must not do.')
  .version(version)
  .exitOverride()
  .addHelpText('after', '\n`agentsentry help COMMAND` says more, with examples.')
for (const command of [
  up,
  api,
  worker,
  dashboard,
  check,
  explainTrace,
  rules,
  test,
  replay,
  hook,
  keys,
  projects,
  audit,
  migrate,
])
  program.addCommand(inheriting(command, program))

// Left to itself, Node ends with 1 after an error that nobody caught; `check` would mean a warning by that.
process.on('uncaughtException', (error) => {
  explain(error)
  process.exit(failureExitCode)
})
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read the output has seen enough. What the command does and its exit code do not depend on that.
  if (error.code !== 'EPIPE') throw error
})

try {
  await program.parseAsync()
} catch (error) {
  explain(error)
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : failureExitCode
}

/** Commands within a command are given its settings too: Commander does that only for those that it makes itself. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const inner of command.commands) inheriting(inner, command)
  return command
}

/** One line for a person; for what was not foreseen, the stack. Commander has printed its own errors already. */
function explain(error: unknown): void {
  if (error instanceof CommanderError) return
  const message = error instanceof CommandFailure ? error.message : error instanceof Error ? error.stack : String(error)
  console.error(`agentsentry: ${message}`.split('\n').map(printable).join('\n'))
}
